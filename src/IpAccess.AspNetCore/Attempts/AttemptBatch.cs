using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace IpAccess.AspNetCore.Attempts;

/// <summary>A report of attempts. Its id makes it harmless to send it again: it is the same bytes each time.</summary>
internal sealed class AttemptBatch
{
    /// <summary>The entries of one, at most.</summary>
    public const int Most = 1000;

    // An entry stands for so many attempts at most.
    private const long MostCounted = 1_000_000;
    private readonly byte[] body;

    private AttemptBatch(byte[] body, long attempts) => (this.body, Attempts) = (body, attempts);

    /// <summary>How many attempts it tells.</summary>
    public long Attempts { get; }

    /// <summary>A batch of these, of which there are not more than <see cref="Most"/>.</summary>
    public static AttemptBatch Of(IReadOnlyCollection<KeyValuePair<AttemptKey, Tally>> tallies)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("id", Guid.CreateVersion7().ToString("n"));
            json.WriteStartArray("attempts");
            foreach (var (key, tally) in tallies)
            {
                Write(json, key, tally);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new(stream.ToArray(), tallies.Sum(tally => tally.Value.Count));
    }

    /// <summary>The body of its request.</summary>
    public HttpContent ToContent()
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static void Write(Utf8JsonWriter json, AttemptKey key, Tally tally)
    {
        json.WriteStartObject();
        json.WriteString("ip", key.Client.ToString());
        json.WriteString("at", TextOf(tally.LastAt));
        json.WriteString("first_at", TextOf(tally.FirstAt));
        json.WriteNumber("count", Math.Min(tally.Count, MostCounted));
        json.WriteString("method", "http");
        json.WriteBoolean("allowed", tally.IsAllowed);
        WriteText(json, "surface", key.Surface);
        WriteText(json, "credential", tally.Credential);
        WriteText(json, "user_agent", tally.UserAgent);
        if (tally.RuleId > 0)
        {
            json.WriteNumber("rule_id", tally.RuleId);
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static string TextOf(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
