using System.Net;
using System.Text.Json;
using IpAccess.Attempts.Entries;
using IpAccess.Attempts.Recording;
using IpAccess.Enforcers.Recording;
using IpAccess.Poison;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace IpAccess.Tests.Attempts.Recording;

/// <summary>What a check leaves behind: an attempt for each question that was posted.</summary>
public sealed class RecordedCheckTests
{
    private const string Full =
        """{"ip":"203.0.113.7","surface":"api","method":"api_key","authenticated":true,"credential":"k1","user_agent":"curl/8","path":"/x"}""";

    [Fact]
    public async Task A_posted_question_is_recorded_with_all_that_it_tells_and_its_decision()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        await AskAsync(owner, Full);
        await AskAsync(owner, """{"ip":"::ffff:192.0.2.1"}""");

        await StopAsync(service);
        Assert.Equal(
            """{"ip":"192.0.2.1","at":"2026-11-22T12:00:00Z","allowed":false}|{"ip":"203.0.113.7","at":"2026-11-22T12:00:00Z","surface":"api","method":"api_key","credential":"k1","user_agent":"curl/8","allowed":true,"rule_id":1}""",
            string.Join('|', (await service.Queues.TextsAsync())
                .SelectMany(text => JsonElement.Parse(text).GetProperty("attempts").EnumerateArray())
                .Select(attempt => attempt.GetRawText())
                .Order(StringComparer.Ordinal)));
        Assert.All(await service.Queues.MessagesAsync(), message => Assert.Equal("acme", message.Account));
    }

    [Fact]
    public async Task Nothing_is_recorded_of_a_question_that_was_only_read_or_says_so_or_was_refused()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        await owner.ReadAsync("/v1/check?ip=203.0.113.7&surface=api");
        await AskAsync(owner, """{"ip":"203.0.113.7","record":false}""");
        await AskAsync(owner, """{"checks":[{"ip":"203.0.113.7","record":false},{"ip":"203.0.113.8","record":true}]}""");
        await AskAsync(owner, """{"checks":[{"ip":"203.0.113.9"},{"ip":"x"}]}""", HttpStatusCode.BadRequest);

        await StopAsync(service);
        Assert.Equal(["203.0.113.8"], Entries(await service.Queues.MessagesAsync()).Select(entry => entry.Key.Client.ToString()));
    }

    [Fact]
    public async Task A_thousand_questions_at_once_are_a_thousand_attempts()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);
        using var counters = new Counters(service.Services);
        var checks = Enumerable.Range(0, 1000).Select(i => new { ip = $"203.0.113.{i % 250}", surface = "api" });

        await AskAsync(owner, JsonSerializer.Serialize(new { checks }));

        await StopAsync(service);
        var entries = Entries(await service.Queues.MessagesAsync()).ToList();
        Assert.Equal(250, entries.Count);
        Assert.All(entries, entry => Assert.Equal((4, true), (entry.Count, entry.Allowed)));
        Assert.Equal((1000, 0), (counters.Recorded, counters.Dropped));
    }

    [Fact]
    public async Task What_an_end_client_makes_too_long_is_cut_and_breaks_no_check()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);
        var user_agent = new string('x', 511) + "\ud83d\ude00";
        var path = new string('/', 10_000);

        await AskAsync(owner, JsonSerializer.Serialize(new { ip = "192.0.2.1", credential = new string('c', 129), user_agent, path }));

        await StopAsync(service);
        var entry = Assert.Single(Entries(await service.Queues.MessagesAsync()));
        Assert.Equal((new string('c', 128), new string('x', 511)), (entry.Credential, entry.UserAgent));
    }

    [Theory]
    [InlineData("""{"ip":"192.0.2.1","method":"","authenticated":1,"record":"no"}""", "/method not_a_token,/authenticated wrong_type,/record wrong_type")]
    [InlineData("""{"ip":"192.0.2.1","method":7,"credential":7,"user_agent":[],"path":{}}""", "/path wrong_type,/method wrong_type,/credential wrong_type,/user_agent wrong_type")]
    [InlineData("""{"ip":"192.0.2.1","user_agent":"\ud800","credential":"\udc00"}""", "/credential forbidden_character,/user_agent forbidden_character")]
    [InlineData("""{"ip":"192.0.2.1","record":true,"record":false,"allowed":true}""", "/record duplicate_member,/allowed unknown_member")]
    [InlineData("""{"checks":[{"ip":"192.0.2.1"}],"record":false}""", "/record unknown_member")]
    [InlineData("""{"checks":[{"ip":"192.0.2.1"},{"ip":"192.0.2.1","record":0,"method":"a b"}]}""", "/checks/1/method not_a_token,/checks/1/record wrong_type")]
    public async Task All_members_are_read_strictly(string body, string faults)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        Assert.Equal(faults.Split(','), Calls.FaultsOf(await AskAsync(owner, body, HttpStatusCode.BadRequest)));
    }

    [Fact]
    public async Task A_method_of_sixty_four_characters_is_taken_and_a_longer_one_refused()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        await AskAsync(owner, JsonSerializer.Serialize(new { ip = "192.0.2.1", method = new string('m', 64) }));
        var problem = await AskAsync(owner, JsonSerializer.Serialize(new { ip = "192.0.2.1", method = new string('m', 65) }), HttpStatusCode.BadRequest);

        Assert.Equal(["/method not_a_token"], Calls.FaultsOf(problem));
    }

    [Fact]
    public async Task Checks_are_answered_while_the_queue_does_not_answer_and_none_is_lost()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);
        service.Queues.Hold();
        for (var i = 0; i < 100; i++)
        {
            await AskAsync(owner, Full);
            service.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        service.Queues.Release();
        await StopAsync(service);

        Assert.Equal(100, Entries(await service.Queues.MessagesAsync()).Sum(entry => entry.Count));
    }

    [Fact]
    public async Task Beyond_the_bound_answers_keep_coming_and_the_counter_shows_what_was_dropped()
    {
        await using var service = await TestService.StartAsync(("IpAccess:Limits:PendingAttempts", "10"));
        using var owner = await OwnerAsync(service);
        using var counters = new Counters(service.Services);
        for (var i = 0; i < 30; i++)
        {
            await AskAsync(owner, $$"""{"ip":"203.0.113.{{i % 15}}"}""");
        }

        await StopAsync(service);

        Assert.Equal((20, 10), (counters.Recorded, counters.Dropped));
        Assert.Equal(20, Entries(await service.Queues.MessagesAsync()).Sum(entry => entry.Count));
    }

    [Fact]
    public async Task Decisions_made_while_storage_is_away_are_recorded_too()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);
        await owner.PatchAsync("/v1/allowlist", new { on_failure = "allow" });
        await owner.ReadAsync("/v1/check?ip=192.0.2.1");
        service.Tables.IsAway = true;
        service.Clock.Advance(TimeSpan.FromSeconds(30));
        await AskAsync(owner, """{"ip":"192.0.2.1","surface":"stale"}""");
        service.Clock.Advance(TimeSpan.FromSeconds(31));
        await AskAsync(owner, """{"ip":"192.0.2.1","surface":"failure"}""");

        await StopAsync(service);

        Assert.Equal(
            ["failure True", "stale False"],
            Entries(await service.Queues.MessagesAsync()).Select(entry => $"{entry.Key.Surface} {entry.Allowed}").Order());
    }

    [Theory]
    [InlineData(HostKind.Functions)]
    [InlineData(HostKind.Kestrel)]
    public async Task The_recorders_stop_after_a_server_that_was_there_before_them_or_comes_later(HostKind host)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            [new("Storage", "UseDevelopmentStorage=true"), new("IpAccess:OperatorKeySha256", new string('0', 64))]);
        builder.Services.AddHostedService<Server>();
        builder.AddIpAccess(host);
        builder.Services.AddHostedService(_ => new LaterServer());
        using var built = builder.Build();
        await using var service = await TestService.StartAsync();

        // In this order hosted services start; they stop in the reverse one.
        Assert.Equal(
            [typeof(EnforcerRecorder), typeof(AttemptRecorder), typeof(Server), typeof(PoisonDepth), typeof(LaterServer)],
            built.Services.GetServices<IHostedService>().Select(hosted => hosted.GetType()));
        Assert.Equal(
            [typeof(EnforcerRecorder), typeof(AttemptRecorder)],
            service.Services.GetServices<IHostedService>().Take(2).Select(hosted => hosted.GetType()));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public async Task A_bound_below_one_stops_the_start(string most)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync(("IpAccess:Limits:PendingAttempts", most)));

        Assert.Contains("IpAccess:Limits:PendingAttempts is below 1.", fault.Message, StringComparison.Ordinal);
    }

    private static Task<JsonElement> AskAsync(HttpClient client, string body, HttpStatusCode status = HttpStatusCode.OK) =>
        client.PostAsync("/v1/check", body, status);

    private static IEnumerable<Attempt> Entries(IEnumerable<AttemptMessage> messages) => RecordingScene.Entries(messages);

    private static Task StopAsync(TestService service) =>
        service.StopAsync(CancellationToken.None).WhileTimePasses(service.Clock);

    private static async Task<HttpClient> OwnerAsync(TestService service)
    {
        var owner = await service.AccountAsync();
        await owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24","label":"HQ"}]}""");
        return owner;
    }

    private class Server : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class LaterServer : Server;
}
