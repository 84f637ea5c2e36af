using System.IO.Compression;
using System.Text;
using System.Text.Json;
using IpAccess.Testing.Hosting;
using IpAccess.Tests.Telemetry;

namespace IpAccess.Tests.Attempts;

/// <summary>Whoever has to mend a producer is told what its messages look like.</summary>
public sealed class MessageLookTests
{
    private static readonly string Good = MessageCases.Good;

    public static TheoryData<string, string?> Looks { get; } = new()
    {
        { Base64(Base64(Good)), "Base64 of Base64" },
        { Base64($" {Base64(Good)}\n"), "Base64 of Base64" },
        { Base64(Encoding.Unicode.GetBytes(Good)), "UTF-16" },
        { Base64(Encoding.BigEndianUnicode.GetBytes(Good)), "UTF-16" },
        { Base64([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Good)]), "UTF-16" },
        { $"b'{Good}'", "Python" },
        { $"b\"{Good}\"", "Python" },
        { Base64($"b'{Good}'"), "Python" },
        { $"b'{Base64(Good)}'", "Python" },
        { Good.Replace('"', '\''), "Python" },
        { Good[..^1], "cut off" },
        { Good[..40], "cut off" },
        { "{", "cut off" },
        { $"\ufeff{Good[..^5]}", "cut off" },
        { Base64(Good[..^20]), "cut off" },
        { Base64(Good)[..^3], "cut off" },
        { Base64(MessageCases.OfBytes(200)).TrimEnd('='), "cut off" },
        { Base64(MessageCases.Entry(",\"path\":\"???>>>\"")).Replace('+', '-').Replace('/', '_').TrimEnd('='), "Base64 for URLs" },
        { JsonSerializer.Serialize(Good), "twice" },
        { Base64(JsonSerializer.Serialize(Good)), "twice" },
        { $"[{Good}]", "a list" },
        { Base64($"[{Good}]"), "a list" },
        { Base64(Zipped(Good)), "gzip" },
        { "words", null },
        { string.Empty, null },
        { Good + Good, null },
        { Good + "x", null },
        { Base64("words"), null },
        { Good.Replace("203.0.113.7", "x", StringComparison.Ordinal), null },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_reason_names_what_the_message_looks_like_where_that_can_be_told(string text, string? look)
    {
        await using var scene = await IngestScene.StartAsync();

        await scene.Ingest.IngestAsync(IngestScene.Received(text), default);

        var reason = (await scene.Poison.ReadAsync(null, default).SingleAsync()).Reason;
        Assert.Equal(look is not null, reason.Contains(" It looks like ", StringComparison.Ordinal));
        Assert.Contains(look ?? ": ", reason, StringComparison.Ordinal);
        Assert.Equal([text], await scene.PoisonTextsAsync());
    }

    private static string Base64(string text) => MessageCases.Base64(text);

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);

    private static byte[] Zipped(string text)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return zipped.ToArray();
    }
}
