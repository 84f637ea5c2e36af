using System.Text;
using System.Text.Json;
using IpAccess.Attempts;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Attempts;

public sealed class ReportAttemptsTests
{
    private const string Route = "/v1/attempts";
    private const string At = "2026-11-22T12:00:00Z";

    [Fact]
    public async Task A_report_is_recorded_soon_after()
    {
        await using var scene = await IngestScene.StartAsync();

        var reply = await scene.Owner.CallAsync("POST", Route, $$"""{"attempts":[{"ip":"192.0.2.1","at":"{{At}}","surface":"api","method":"key","credential":"k1","user_agent":"curl","path":"/x","allowed":false},{"ip":"::1","at":"{{At}}"}]}""");

        Assert.Equal("""{"accepted":2}""", reply.Is(202).Text);
        Assert.Empty(await scene.EntriesAsync());
        await scene.PumpAsync();
        Assert.Equal(
            [Sample.At(Sample.Now, "192.0.2.1", "api", "key") with { Allowed = false, Credential = "k1", UserAgent = "curl" }, Sample.At(Sample.Now, "::1")],
            (await scene.EntriesAsync()).OrderBy(entry => entry.Key.Client));
    }

    [Fact]
    public async Task The_same_id_counts_once_and_none_counts_each_time()
    {
        await using var scene = await IngestScene.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await ReportAsync(scene, "report-1", 40);
            await ReportAsync(scene, "report-2", 1);
            await ReportAsync(scene, null, 2);
        }

        await scene.PumpAsync();

        Assert.Equal([1 + 1 + 3, 1 + 3, .. Enumerable.Repeat(1L, 38)], (await scene.EntriesAsync()).OrderBy(entry => entry.Key.Client).Select(entry => entry.Count));
    }

    [Fact]
    public async Task A_thousand_of_the_largest_attempts_that_a_body_holds_become_messages_within_the_limits()
    {
        await using var scene = await IngestScene.StartAsync();
        var texts = new[] { new string('漢', 512), new string('"', 512), new string('\uffff', 512), string.Concat(Enumerable.Repeat("😀", 256)), new string('<', 512), new string('x', 512) };
        var attempts = Enumerable.Range(1, 1000).Select(i => new
        {
            ip = $"2001:db8::{i:x}",
            at = At,
            first_at = "2026-11-22T11:59:59Z",
            count = 1_000_000,
            surface = new string('s', 64),
            method = new string('m', 64),
            credential = i % 6 == 0 ? texts[0][..128] : null,
            user_agent = i % 3 == 0 ? texts[i / 3 % 6] : null,
            allowed = true,
            rule_id = long.MaxValue,
        }).ToList();
        var body = JsonSerializer.SerializeToUtf8Bytes(new { id = new string('i', 64), attempts }, ApiJson.Options);
        Assert.InRange(body.Length, 800_000, 1024 * 1024);

        (await scene.Owner.CallAsync("POST", Route, body)).Is(202);

        var sent = await scene.Service.Queues.TextsAsync();
        Assert.All(sent, text => Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, AttemptMessage.MostBytes));
        var messages = await scene.Service.Queues.MessagesAsync();
        Assert.All(messages, message => Assert.InRange(message.Attempts.Count, 1, AttemptMessage.MostAttempts));
        Assert.Equal(messages.Count, messages.Select(message => message.Id).Distinct().Count());
        Assert.Equal(
            attempts.Select(attempt => (attempt.ip, attempt.credential, attempt.user_agent)).Order(),
            messages.SelectMany(message => message.Attempts).Select(attempt => (attempt.Key.Client.ToString(), attempt.Credential, attempt.UserAgent)).Order());
        scene.Service.Clock.Advance(TimeSpan.FromTicks(1));
        await scene.PumpAsync();
        Assert.Empty(await scene.PoisonTextsAsync());
        Assert.Equal(1000, (await scene.EntriesAsync()).Count);
    }

    [Fact]
    public async Task With_the_queue_away_the_caller_is_told_and_a_retry_with_the_same_id_counts_once()
    {
        await using var scene = await IngestScene.StartAsync();
        scene.Service.Queues.LosesAnswers = true;
        (await scene.Owner.CallAsync("POST", Route, Body("r1", 200))).IsProblem(503, "storage-unavailable");
        Assert.NotEmpty(await scene.Service.Queues.TextsAsync());
        scene.Service.Clock.Advance(TimeSpan.FromTicks(1));
        scene.Service.Queues.LosesAnswers = false;
        scene.Service.Queues.IsAway = true;
        (await scene.Owner.CallAsync("POST", Route, Body("r1", 200))).IsProblem(503, "storage-unavailable");
        scene.Service.Queues.IsAway = false;
        (await scene.Owner.CallAsync("POST", Route, Body("r1", 200))).Is(202);

        await scene.PumpAsync();

        var entries = await scene.EntriesAsync();
        Assert.Equal(200, entries.Count);
        Assert.All(entries, entry => Assert.Equal(1, entry.Count));
    }

    [Fact]
    public async Task All_faults_are_told_with_their_pointers_and_nothing_is_sent()
    {
        await using var scene = await IngestScene.StartAsync();

        var reply = await scene.Owner.CallAsync("POST", Route, """
            {"id":"a b","x":1,"attempts":[{"ip":"127.1","at":"2026-11-22T12:00:00"},7,{"ip":"192.0.2.1","at":"2026-11-22T12:06:00Z","count":0,"surface":"","allowed":1},
            {"at":"2026-11-22T12:00:00Z","a/b":1,"first_at":"2026-11-22T12:00:01Z","rule_id":0,"method":"é","user_agent":"\ud800"},
            {"ip":"192.0.2.1","first_at":"2026-11-22T12:01:00Z"}]}
            """);

        Assert.Equal(
            [
                "/attempts/0/at not_a_time", "/attempts/0/ip not_an_address", "/attempts/1 wrong_type", "/attempts/2/allowed wrong_type", "/attempts/2/at out_of_range",
                "/attempts/2/count out_of_range", "/attempts/2/surface not_a_token", "/attempts/3/a~1b unknown_member", "/attempts/3/first_at out_of_range", "/attempts/3/ip missing_member",
                "/attempts/3/method not_a_token", "/attempts/3/rule_id out_of_range", "/attempts/3/user_agent forbidden_character", "/attempts/4/at missing_member", "/id not_a_token", "/x unknown_member",
            ],
            reply.IsProblem(400, "invalid-request").Faults().Select(fault => string.Join(' ', fault.Split(' ')[..2])).Order(StringComparer.Ordinal));
        Assert.Equal(0, scene.Service.Queues.Sends);
    }

    /// <summary>What is refused is told at once; what is accepted is recorded, though its message waits for a while.</summary>
    [Theory]
    [InlineData("\"at\":\"2026-08-24T12:00:00Z\"", null)]
    [InlineData("\"at\":\"2026-11-22T12:05:00Z\"", null)]
    [InlineData("\"at\":\"2026-11-22T12:00:00Z\",\"first_at\":\"2026-08-24T12:00:00Z\"", null)]
    [InlineData("\"at\":\"2026-08-24T11:59:59Z\"", "/attempts/0/at out_of_range 2026-08-24T11:59:59Z")]
    [InlineData("\"at\":\"0001-01-01T00:00:00Z\"", "/attempts/0/at out_of_range 0001-01-01T00:00:00Z")]
    [InlineData("\"at\":\"2026-11-22T12:05:01Z\"", "/attempts/0/at out_of_range 2026-11-22T12:05:01Z")]
    [InlineData("\"at\":\"2026-11-22T12:00:00Z\",\"first_at\":\"2026-08-24T11:59:59Z\"", "/attempts/0/first_at out_of_range 2026-08-24T11:59:59Z")]
    public async Task What_is_out_of_what_is_kept_is_refused_and_what_is_accepted_is_recorded(string times, string? fault)
    {
        await using var scene = await IngestScene.StartAsync();

        var reply = await scene.Owner.CallAsync("POST", Route, $$"""{"attempts":[{"ip":"192.0.2.1",{{times}}}]}""");

        if (fault is null)
        {
            reply.Is(202);
            scene.Service.Clock.Advance(TimeSpan.FromMinutes(59));
        }
        else
        {
            Assert.Equal([fault], reply.IsProblem(400, "invalid-request").Faults());
        }

        await scene.PumpAsync();
        Assert.Equal(fault is null ? 1 : 0, (await scene.EntriesAsync()).Count);
        Assert.Empty(await scene.PoisonTextsAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task None_and_over_a_thousand_are_refused(int count)
    {
        await using var scene = await IngestScene.StartAsync();

        Assert.Equal(["/attempts out_of_range"], (await scene.Owner.CallAsync("POST", Route, Body(null, count))).IsProblem(400, "invalid-request").Faults());
        Assert.Equal(["x unknown_parameter 1"], (await scene.Owner.CallAsync("POST", Route + "?x=1", Body(null, 1))).IsProblem(400, "invalid-request").Faults());
    }

    [Fact]
    public async Task A_report_with_on_behalf_of_is_the_childs()
    {
        await using var scene = await IngestScene.StartAsync();
        using var child = await scene.Service.AccountAsync("child", "acme");

        (await scene.Owner.CallAsync("POST", Route, Body(null, 1), null, ("on-behalf-of", "child"))).Is(202);
        await scene.PumpAsync();

        Assert.Empty(await scene.EntriesAsync());
        Assert.Equal(1, (await child.ReadAsync(Route)).GetProperty("attempts").GetArrayLength());
    }

    private static string Body(string? id, int count)
    {
        var attempts = string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"ip":"10.0.{{i / 256}}.{{i % 256}}","at":"{{At}}"}"""));
        var named = id is null ? string.Empty : $"\"id\":\"{id}\",";
        return $"{{{named}\"attempts\":[{attempts}]}}";
    }

    private static async Task ReportAsync(IngestScene scene, string? id, int count) =>
        (await scene.Owner.CallAsync("POST", Route, Body(id, count))).Is(202);
}
