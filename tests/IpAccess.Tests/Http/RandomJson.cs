using System.Globalization;
using System.Text;

namespace IpAccess.Tests.Http;

/// <summary>Random bodies: JSON of the members that the routes know, with odd values in odd places, and spoiled bytes.</summary>
internal sealed class RandomJson(int seed)
{
    private static readonly string[] Names =
    [
        "rules", "value", "label", "expires_at", "enabled", "allow_broad", "ids", "mode", "unknown", "empty_list", "exempt_surfaces", "auto",
        "prefix_v4", "prefix_v6", "daily_limit", "learning_until", "lockout_guard", "on_failure", "rule_limit", "protect_management", "notify", "ip", "surface", "address", "minutes", "reason",
        "checks", "attempts", "at", "first_at", "count", "rule_id", "method", "credential", "user_agent", "path", "record", "prefix", "id", "name", "parent", "role", "scopes", "client_address", "header", "trusted_hops", "overlap_minutes",
        "", "a/b~c", "__proto__",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "1", "-1", "1e400", "0.1", "9223372036854775808", "1.0", "-0", "\"\"", "\"\\ud83d\"", "\"\\ude00x\"", "\"😀\"",
        "\"10.0.0.1\"", "\"203.0.113.0/24\"", "\"0.0.0.0/0\"", "\"::ffff:1.2.3.4\"", "\"x\"", "\"enforce\"", "\"monitor\"", "\"off\"", "\"deny\"",
        "\"2026-11-22T12:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9-14:00\"", "\"viewer\"", "\"check\"", "\"acme\"",
        "\"\\u202e\"", "\"\\u0000\"", "\"X-Forwarded-For\"",
    ];

    private static readonly string[] Escapes = ["\\ud800", "\\udc00", "\\u0000", "\\u0061", "\\n", "\\ud83d\\ude00"];

    private readonly Random random = new(seed);

    /// <summary>A body: mostly JSON, sometimes spoiled, sometimes nothing but noise.</summary>
    public byte[] Next(string example)
    {
        var body = Encoding.UTF8.GetBytes(random.Next(3) == 0 ? example : Value(depth: 0));
        if (random.Next(20) == 0)
        {
            random.NextBytes(body);
        }

        for (var edits = random.Next(3) == 0 ? random.Next(1, 4) : 0; edits > 0 && body.Length > 0; edits--)
        {
            body = Edited(body);
        }

        return body;
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private byte[] Edited(byte[] body)
    {
        var at = random.Next(body.Length);
        return random.Next(5) switch
        {
            0 => [.. body[..at], .. body[(at + 1)..]],
            1 => [.. body[..at], (byte)random.Next(256), .. body[at..]],
            2 => [.. body[..at], .. Encoding.UTF8.GetBytes(Pick(Values)), .. body[at..]],
            3 => [.. body[..at], .. Encoding.UTF8.GetBytes(Pick(Escapes)), .. body[at..]],
            _ => body[..at],
        };
    }

    private string Value(int depth) => (depth == 0 ? 0 : random.Next(depth > 18 ? 2 : 7)) switch
    {
        0 when depth < 18 => $"{{{Many(() => $"\"{Name()}\":{Value(depth + 1)}")}}}",
        2 or 3 => $"[{Many(() => Value(depth + 1))}]",
        4 when random.Next(4) == 0 => string.Create(CultureInfo.InvariantCulture, $"\"{new string('é', random.Next(120))}\""),
        _ => Pick(Values),
    };

    private string Name()
    {
        var name = Pick(Names);
        var at = random.Next(name.Length + 1);
        return random.Next(6) == 0 ? name[..at] + Pick(Escapes) + name[at..] : name;
    }

    private string Many(Func<string> item) => string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => item()));
}
