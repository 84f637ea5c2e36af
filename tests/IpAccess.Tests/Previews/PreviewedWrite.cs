using System.Text.Json;
using IpAccess.Http.Messages;
using IpAccess.Testing.Hosting;
using IpAccess.Tests.Hygiene;
using IpAccess.Text;

namespace IpAccess.Tests.Previews;

/// <summary>A write, and the preview of the same.</summary>
/// <param name="Method">The write's method.</param>
/// <param name="Path">Its path.</param>
/// <param name="Body">Its body.</param>
/// <param name="Preview">The preview's body.</param>
/// <param name="Type">The content type of both.</param>
/// <param name="Pointers">What the write's pointers begin with, and what those of the preview begin with instead.</param>
internal sealed record PreviewedWrite(
    string Method, string Path, object Body, object Preview, string Type, (string Write, string Preview) Pointers)
{
    private const string Json = "application/json";

    public static PreviewedWrite Random(Random random, DateTimeOffset now, long lastId) => random.Next(11) switch
    {
        <= 3 => Add(random, now),
        4 or 5 => Paste(random),
        6 or 7 => Remove(random, lastId),
        _ => Settings(random),
    };

    public Task<Reply> WriteAsync(HttpClient client) => client.CallAsync(Method, Path, Body, Type);

    public Task<Reply> PreviewAsync(HttpClient client) =>
        client.CallAsync("POST", "/v1/allowlist/preview" + (Path.Contains('?', StringComparison.Ordinal) ? "?allow_broad=true" : string.Empty), Preview, Type);

    /// <summary>The faults of the write as the preview has to tell them.</summary>
    public IEnumerable<string> Faults(Reply written) => written.Json.GetProperty("errors").EnumerateArray().Select(fault =>
        fault.GetRawText().Replace($"\"at\":\"{Pointers.Write}", $"\"at\":\"{Pointers.Preview}", StringComparison.Ordinal)
            .Replace($" at {Pointers.Write}/", $" at {Pointers.Preview}/", StringComparison.Ordinal));

    private static PreviewedWrite Add(Random random, DateTimeOffset now)
    {
        var source = new RandomRules(random.Next());
        var rules = Enumerable.Range(0, random.Next(5)).Select(_ => Spoilt(random, source.Draft(now))).ToList();
        var allowBroad = random.Next(3) == 0;
        return new(
            "POST", TestAccount.Rules, new { rules, allow_broad = allowBroad }, new { add = rules, allow_broad = allowBroad }, Json, ("/rules", "/add"));
    }

    private static Dictionary<string, object?> Spoilt(Random random, Dictionary<string, object?> draft)
    {
        var (name, value) = random.Next(40) switch
        {
            0 => ("value", (object?)"203.0.113.256"),
            1 => ("value", 7),
            2 or 3 => ("value", "192.0.0.0/4"),
            4 => ("label", "\u202Eleft"),
            5 => ("expires_at", "tomorrow"),
            6 => ("until", null),
            _ => ("value", draft["value"]),
        };
        draft[name] = value;
        return draft;
    }

    private static PreviewedWrite Paste(Random random)
    {
        var source = new RandomRules(random.Next());
        var items = Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(12) switch
        {
            0 => "203.0.113.1-9",
            1 => "::/3",
            _ => source.Network().ToString(),
        });
        var text = string.Join(random.Next(2) == 0 ? ", " : "\r\n", items);
        return new(
            "POST", TestAccount.Rules + (random.Next(2) == 0 ? "?allow_broad=true" : string.Empty), text, text, "text/plain", (string.Empty, string.Empty));
    }

    private static PreviewedWrite Remove(Random random, long lastId)
    {
        var ids = Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(30) == 0 ? (object)"1" : random.NextInt64(1, lastId + 3)).ToList();
        return new("POST", TestAccount.Rules + "/delete", new { ids }, new { remove = ids }, Json, ("/ids", "/remove"));
    }

    private static PreviewedWrite Settings(Random random)
    {
        var patch = JsonElement.Parse(random.Next(16) switch
        {
            0 => """{"lockout_guard":false}""",
            1 => """{"lockout_guard":false,"mode":"off"}""",
            2 or 3 => """{"lockout_guard":true}""",
            4 => """{"mode":"off"}""",
            5 => """{"mode":"monitor"}""",
            6 or 7 or 8 => """{"mode":"enforce"}""",
            9 => """{"empty_list":"deny"}""",
            10 => """{"empty_list":"allow","exempt_surfaces":["api"]}""",
            11 => """{"exempt_surfaces":[]}""",
            12 => """{"exempt_surfaces":["a b"],"auto":{"prefix_v4":7},"on_failure":"ask"}""",
            13 => """{"mode":"strict","x":1,"auto":{"learning_until":"2030-01-01T00:00:00Z"},"lockout_guard":null}""",
            14 => "[]",
            _ => """{"auto":{"prefix_v4":32},"on_failure":"allow"}""",
        });
        return new("PATCH", TestAccount.Settings, patch, new { settings = patch }, Json, (string.Empty, "/settings"));
    }
}
