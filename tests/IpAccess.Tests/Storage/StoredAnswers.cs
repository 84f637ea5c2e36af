using System.Globalization;
using System.Text.Json;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Storage;

/// <summary>
/// What the service of the commit b781672 answered, given its own <see cref="StoredSample"/>: a step a line, in scenes that each begin
/// with the sample as it is. What is answered from a later kind of row is in a file of its own too.
/// </summary>
internal static class StoredAnswers
{
    private static readonly string[] Files = ["answers-2026-11-26.jsonl", "enforcers-answers-2026-11-26.jsonl"];

    // In the audit and in problems, instead of random ones.
    private const string RequestId = "stored-sample";

    // What answers have more since then: a setting that nobody had set, and a scope that all owners have.
    private static readonly string[] Later =
        [",\"max_stale_seconds\":60", ",\"max_stale_seconds\":null", ",\"vouch\""];

    /// <summary>The steps of each scene, in their order.</summary>
    public static ILookup<string, JsonElement> Read() => Files.SelectMany(StoredSample.Lines)
        .ToLookup(step => step.GetProperty("scene").GetString()!, StringComparer.Ordinal);

    /// <summary>Takes a step.</summary>
    /// <returns>The answer; null where it is none that is given over HTTP.</returns>
    public static async Task<Reply?> TakeAsync(JsonElement step, StoredSample sample, TestService service)
    {
        switch (Find(step, "do")?.Split(' '))
        {
            case null:
                return await CallAsync(step, sample, service);
            case ["wait", var time]:
                service.Clock.Advance(TimeSpan.Parse(time, CultureInfo.InvariantCulture));
                return null;
            case ["take-in"]:
                await StoredSample.TakeInAsync(service);
                return null;
            case ["maintain"]:
                await StoredSample.MaintainAsync(service);
                return null;
            default:
                throw new InvalidDataException($"There is no such step: {step}");
        }
    }

    /// <summary>Asserts that an answer is the one that was given, byte for byte. One that holds a new secret has only its status.</summary>
    public static void AreSame(JsonElement step, Reply reply)
    {
        var call = $"{Find(step, "as")} {Find(step, "call")}";
        Assert.True(step.GetProperty("status").GetInt32() == reply.Status, $"{call}: {reply.Status} {reply.Text}");
        if (!step.TryGetProperty("answer", out var answer))
        {
            return;
        }

        var text = Later.Aggregate(reply.Text, (text, member) => text.Replace(member, string.Empty, StringComparison.Ordinal));
        Assert.Equal($"{call}: {(answer.ValueKind == JsonValueKind.String ? answer.GetString() : answer.GetRawText())}", $"{call}: {text}");
        Assert.Equal($"{call}: {Find(step, "etag")}", $"{call}: {reply.ETag}");
    }

    private static string? Find(JsonElement step, string name) => step.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static async Task<Reply> CallAsync(JsonElement step, StoredSample sample, TestService service)
    {
        var caller = Find(step, "as")!;
        using var client = service.Client(caller == "operator" ? TestService.OperatorKey : sample.Keys[caller]);
        var call = Find(step, "call")!.Split(' ');
        var headers = step.TryGetProperty("headers", out var given)
            ? given.EnumerateObject().Select(header => (header.Name, header.Value.GetString()!))
            : [];
        return await client.CallAsync(
            call[0], call[1], Find(step, "body"), Find(step, "type"), [.. headers, ("X-Request-Id", RequestId)]);
    }
}
