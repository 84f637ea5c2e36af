using IpAccess.Attempts;
using IpAccess.Http;
using IpAccess.Testing;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Hosting;
using IpAccess.Text;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Attempts;

public sealed class AttemptMessageReaderTests : IAsyncLifetime
{
    private TestService service = null!;

    public static TheoryData<string> Names => [.. MessageCases.All.Keys];

    public async Task InitializeAsync()
    {
        service = await TestService.StartAsync();
        using var acme = await service.AccountAsync();
        using var gone = await service.AccountAsync("gone");
        using var client = service.Client(TestService.OperatorKey);
        (await client.CallAsync("DELETE", "/v1/accounts/gone")).Is(204);
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_can_never_be_valid_is_told_apart_with_its_reason(string name)
    {
        var (text, reason) = MessageCases.All[name];

        var (message, fault) = await ReadAsync(text);

        Assert.Null(message);
        Assert.StartsWith(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Base64_with_and_without_line_breaks_says_what_plain_json_says()
    {
        var text = MessageCases.Entry(",\"surface\":\"smtp\",\"method\":\"password\",\"credential\":\"k1\",\"user_agent\":\"ä漢😀\\u0000\",\"path\":\"/x\",\"allowed\":false");
        var plain = Assert.Single((await GoodAsync(text)).Attempts);

        string[] others = [$" \r\n{text}\n", MessageCases.Base64(text), MessageCases.Base64(text, breaks: true), $" {MessageCases.Base64(text + "  ")}\r\n"];

        foreach (var other in others)
        {
            Assert.Equal(plain, Assert.Single((await GoodAsync(other)).Attempts));
        }

        Assert.Equal(
            Sample.At(Sample.Now, "203.0.113.7", "smtp", "password") with { Credential = "k1", UserAgent = "ä漢😀\0", Allowed = false },
            plain);
    }

    [Fact]
    public async Task A_byte_order_mark_is_skipped_before_plain_json_and_base64_and_within_it()
    {
        var plain = Assert.Single((await GoodAsync(MessageCases.Good)).Attempts);
        string[] marked =
        [
            $"\ufeff{MessageCases.Good}", $"\ufeff{MessageCases.Base64(MessageCases.Good)}", MessageCases.Base64($"\ufeff{MessageCases.Good}"),
            $"\ufeff{MessageCases.Base64($"\ufeff{MessageCases.Good}")}",
        ];

        foreach (var text in marked)
        {
            Assert.Equal(plain, Assert.Single((await GoodAsync(text)).Attempts));
        }
    }

    [Theory]
    [InlineData("\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("null")]
    [InlineData("{\"a\":1}")]
    public async Task What_azures_bindings_add_is_ignored(string value)
    {
        var message = await GoodAsync($"{{\"$AzureWebJobsParentId\":{value},{MessageCases.Good[1..]}");

        Assert.Equal(Assert.Single((await GoodAsync(MessageCases.Good)).Attempts), Assert.Single(message.Attempts));
    }

    [Fact]
    public async Task What_may_be_left_out_may_be_null()
    {
        var message = await GoodAsync(MessageCases.Entry(
            ",\"allowed\":null,\"surface\":null,\"method\":null,\"credential\":null,\"user_agent\":null,\"path\":null,\"count\":null,\"first_at\":null,\"rule_id\":null"));

        Assert.Equal(Assert.Single((await GoodAsync(MessageCases.Good)).Attempts), Assert.Single(message.Attempts));
    }

    /// <summary>An instance that is behind is not to take an attempt of before for one that is ahead.</summary>
    [Fact]
    public async Task An_attempt_of_before_its_message_was_sent_is_not_ahead_whatever_the_clock_says()
    {
        var sentAt = DateTimeOffset.FromUnixTimeSeconds(Sample.Now).AddHours(1);
        string At(int seconds) => MessageCases.Good.Replace("12:00:00Z", $"13:05:0{seconds}Z", StringComparison.Ordinal);

        var (taken, _) = await ReadAsync(At(0), sentAt);
        var (_, fault) = await ReadAsync(At(1), sentAt);

        Assert.Equal(Sample.Now + 3900, Assert.Single(taken!.Attempts).LastAt);
        Assert.StartsWith("out_of_range at /attempts/0/at: ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_largest_message_is_taken_plain_and_as_base64()
    {
        var text = MessageCases.OfBytes(48 * 1024);

        Assert.Single((await GoodAsync(text)).Attempts);
        Assert.Equal(64 * 1024, MessageCases.Base64(text).Length);
        Assert.Single((await GoodAsync(MessageCases.Base64(text))).Attempts);
    }

    [Theory]
    [InlineData("2026-11-22T12:05:00Z", 300)]
    [InlineData("2026-11-22T12:05:00.999999999Z", 300)]
    [InlineData("2026-11-22T13:00:00+01:00", 0)]
    [InlineData("2026-11-22T11:59:59-00:00", -1)]
    [InlineData("2026-08-24T12:00:00Z", -90 * 24 * 60 * 60)]
    [InlineData("2026-08-24T11:00:00Z", -(90 * 24 * 60 * 60) - 3600)]
    public async Task Times_with_any_offset_are_taken_up_to_five_minutes_ahead_and_while_they_are_kept(string at, long ahead)
    {
        var message = await GoodAsync(MessageCases.Good.Replace("2026-11-22T12:00:00Z", at, StringComparison.Ordinal));

        Assert.Equal(Sample.Now + ahead, Assert.Single(message.Attempts).LastAt);
    }

    [Fact]
    public async Task Counted_attempts_keep_their_count_and_times()
    {
        var message = await GoodAsync(MessageCases.Entry(",\"count\":1000000,\"first_at\":\"2026-11-22T11:00:00Z\",\"allowed\":true,\"rule_id\":17"));

        var attempt = Assert.Single(message.Attempts);
        Assert.Equal((1_000_000, Sample.Now - 3600, Sample.Now, 17L), (attempt.Count, attempt.FirstAt, attempt.LastAt, attempt.RuleId));
    }

    [Theory]
    [InlineData("user_agent", 512)]
    [InlineData("credential", 128)]
    public async Task Long_texts_are_cut_without_cutting_a_character_in_two(string member, int most)
    {
        async Task<string?> ReadMemberAsync(string text)
        {
            var attempt = Assert.Single((await GoodAsync(MessageCases.Entry($",\"{member}\":\"{text}\""))).Attempts);
            return member == "credential" ? attempt.Credential : attempt.UserAgent;
        }

        var full = new string('x', most);
        Assert.Equal(full, await ReadMemberAsync(full));
        Assert.Equal(full, await ReadMemberAsync(full + "😀"));
        Assert.Equal(full[..^1], await ReadMemberAsync(full[..^1] + "😀"));
        Assert.Equal(full[..^2] + "😀", await ReadMemberAsync(full[..^2] + "😀" + full));
        Assert.Equal(full[..^2] + "\0\0", await ReadMemberAsync(full[..^2] + "\\u0000\\u0000\\u0000"));
    }

    [Fact]
    public async Task What_is_null_is_as_if_left_out()
    {
        var message = await GoodAsync(MessageCases.Entry(",\"surface\":null,\"method\":null,\"credential\":null,\"user_agent\":null,\"path\":null,\"count\":null,\"first_at\":null,\"rule_id\":null,\"allowed\":true"));

        Assert.Equal(Sample.At(Sample.Now, "203.0.113.7"), Assert.Single(message.Attempts));
    }

    [Fact]
    public async Task What_we_write_we_read()
    {
        for (var seed = 0; seed < Effort.Of(50, 1000); seed++)
        {
            var message = Sample.Random(new(seed), "acme", $"m{seed}");

            var read = await GoodAsync(message.Write());

            Assert.Equal(message.Attempts, read.Attempts);
            Assert.Equal((message.Id, message.Account), (read.Id, read.Account));
        }
    }

    [Fact]
    public async Task An_account_is_found_as_soon_as_it_is_made()
    {
        var text = MessageCases.Good.Replace("acme", "soon", StringComparison.Ordinal);
        Assert.StartsWith("unknown_account: ", (await ReadAsync(text)).Fault, StringComparison.Ordinal);

        using var soon = await service.AccountAsync("soon");

        Assert.Equal("soon", (await GoodAsync(text)).Account);
    }

    private Task<(AttemptMessage? Message, string? Fault)> ReadAsync(string text, DateTimeOffset? sentAt = null) =>
        service.Services.GetRequiredService<AttemptMessageReader>().ReadAsync(text, sentAt, default);

    private async Task<AttemptMessage> GoodAsync(string text)
    {
        var (message, fault) = await ReadAsync(text);
        Assert.Null(fault);
        return message!;
    }
}
