using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IpAccess.Attempts.Entries;
using IpAccess.Text;

namespace IpAccess.Attempts.Queue;

/// <summary>Attempts as requests and messages write them (access-attempts.schema.json).</summary>
internal static class AttemptFields
{
    /// <summary>How many attempts one entry can stand for, at most.</summary>
    public const long MostCounted = 1_000_000;

    /// <summary>
    /// How messages are written: what is null is left out; and in the ASCII that XML leaves alone, since a queue's messages
    /// travel in XML and must not grow there.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.Default,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Reads the list <c>attempts</c>, of one entry at least; what is wrong becomes a fault.</summary>
    public static IReadOnlyList<Attempt> ReadAll(JsonFields fields, int most, TimeBounds bounds, Faults faults) =>
        [.. fields.Items("attempts", most).Select(item => Read(item.Item, item.At, bounds, faults))];

    /// <summary>An attempt as a message shows it.</summary>
    public static object ToView(Attempt attempt) => new
    {
        Ip = attempt.Key.Client.ToString(),
        At = TimeText.Of(attempt.LastAt),
        FirstAt = attempt.FirstAt == attempt.LastAt ? null : TimeText.Of(attempt.FirstAt),
        Count = attempt.Count == 1 ? null : (long?)attempt.Count,
        attempt.Key.Surface,
        attempt.Key.Method,
        attempt.Credential,
        attempt.UserAgent,
        attempt.Allowed,
        attempt.RuleId,
    };

    private static Attempt Read(JsonElement element, string at, TimeBounds bounds, Faults faults)
    {
        var fields = new JsonFields(
            element, at, faults, "ip", "at", "surface", "method", "credential", "user_agent", "path", "allowed", "count", "first_at", "rule_id");
        var client = fields.Text("ip", required: true) is { } ip ? AddressText.Read(ip, fields.At("ip"), faults) : default;

        // Where the client went is taken, since producers have it at hand, but not kept: no answer shows it.
        _ = fields.Text("path");
        var (firstAt, lastAt) = ReadTimes(fields, bounds, faults);
        return new()
        {
            Key = new(client, Token.Read(fields.Text("surface"), fields.At("surface"), faults), Token.Read(fields.Text("method"), fields.At("method"), faults)),
            FirstAt = firstAt,
            LastAt = lastAt,
            Count = fields.Number("count", 1, MostCounted) ?? 1,
            Allowed = fields.Flag("allowed"),
            Credential = ClientText.Keep(fields.Text("credential"), ClientText.CredentialCharacters),
            UserAgent = ClientText.Keep(fields.Text("user_agent"), ClientText.UserAgentCharacters),
            RuleId = fields.Number("rule_id", 1, long.MaxValue),
        };
    }

    private static (long FirstAt, long LastAt) ReadTimes(JsonFields fields, TimeBounds bounds, Faults faults)
    {
        var lastAt = ReadTime(fields, "at", required: true, bounds, faults);
        var firstAt = ReadTime(fields, "first_at", required: false, bounds, faults);
        if (lastAt > bounds.Latest)
        {
            faults.Add(fields.At("at"), TimeText.Of(lastAt), "out_of_range", "At most five minutes ahead.");
        }

        if (firstAt > lastAt)
        {
            faults.Add(fields.At("first_at"), TimeText.Of(firstAt), "out_of_range", "The first attempt is not after the latest.");
        }

        return (firstAt ?? lastAt ?? bounds.Latest, lastAt ?? bounds.Latest);
    }

    private static long? ReadTime(JsonFields fields, string name, bool required, TimeBounds bounds, Faults faults)
    {
        var time = fields.Time(name, required);
        if (time < bounds.Oldest)
        {
            faults.Add(fields.At(name), TimeText.Of(time), "out_of_range", "At most 90 days ago: attempts are kept no longer.");
        }

        return time;
    }
}
