using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using IpAccess.Attempts;
using IpAccess.Text;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>What producers sent: the messages, and what must be known of them in the end.</summary>
internal sealed class SentAttempts(string account, long now)
{
    private const int Addresses = 150;
    private const int MostOfMessage = 30;
    private const int Seconds = 86_400;
    private readonly ConcurrentDictionary<string, (long First, long Last, long Count)> entries = new(StringComparer.Ordinal);

    /// <summary>The entries that must be there: address, surface and method, with the times of the first and the last, and the count.</summary>
    public IEnumerable<string> Expected =>
        entries.Select(entry => $"{entry.Key} {TimeText.Of(entry.Value.First)} {TimeText.Of(entry.Value.Last)} {entry.Value.Count}").Order();

    /// <summary>The same of entries as the service answers them.</summary>
    public static IEnumerable<string> Shown(IEnumerable<JsonElement> answered) => answered
        .Select(entry =>
            $"{entry.GetProperty("ip")} {entry.GetProperty("surface")} {entry.GetProperty("method")} {entry.GetProperty("first_at")} {entry.GetProperty("last_at")} {entry.GetProperty("count")}")
        .Order();

    /// <summary>A message of some attempts, at most this many; counted once, however often it is sent.</summary>
    /// <returns>The text of the message, plain or as Base64, and the number of its attempts.</returns>
    public (string Text, int Count) Next(Random random, int most)
    {
        var attempts = Enumerable.Range(0, random.Next(1, Math.Min(most, MostOfMessage) + 1)).Select(_ => Attempt(random)).ToList();
        var text = JsonSerializer.Serialize(new { v = 1, id = Guid.NewGuid().ToString("n"), account, attempts });
        return (random.Next(2) == 0 ? text : Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), attempts.Count);
    }

    private object Attempt(Random random)
    {
        var ip = random.Next(1, Addresses) is var host && host % 3 == 0 ? $"2001:db8::{host:x}" : $"198.51.100.{host}";
        var surface = random.Next(2) == 0 ? "api" : "smtp";
        var method = random.Next(2) == 0 ? "api-key" : "password";
        var at = now - random.Next(Seconds);
        entries.AddOrUpdate(
            $"{ip} {surface} {method}",
            _ => (at, at, 1),
            (_, known) => (Math.Min(known.First, at), Math.Max(known.Last, at), known.Count + 1));
        return new { ip, at = TimeText.Of(at), surface, method, allowed = random.Next(2) == 0, user_agent = "agent/1.0 (δοκιμή)" };
    }
}
