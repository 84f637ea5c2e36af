using System.Net;
using System.Text.Json;
using IpAccess.Checks;
using IpAccess.Http.Messages;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Checks;

/// <summary>The promises of docs/checking.md on how old an answer may be, with two instances over the same tables.</summary>
public sealed class FreshnessTests
{
    private const string Question = "/v1/check?ip=192.0.2.1";
    private readonly MemoryTables tables = new();
    private readonly FakeTimeProvider clock = TestService.NewClock();

    [Fact]
    public async Task A_change_is_in_force_at_once_here_and_within_five_seconds_there()
    {
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var ownerHere = await here.AccountAsync();
        using var ownerThere = Same(there, ownerHere);
        for (var i = 0; i < 10; i++)
        {
            var mode = i % 2 == 0 ? "off" : "enforce";
            var expected = i % 2 == 0 ? "mode_off" : "empty_list";
            await ownerHere.ReadAsync(Question);
            await ownerThere.ReadAsync(Question);
            clock.Advance(TimeSpan.FromSeconds(i * 0.7));

            await ownerHere.PatchAsync("/v1/allowlist", new { mode });

            Assert.Equal(expected, await ReasonAsync(ownerHere));
            clock.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(expected, await ReasonAsync(ownerThere));
        }
    }

    [Fact]
    public async Task A_busy_instance_sees_a_change_after_three_seconds_without_waiting_for_storage()
    {
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var ownerHere = await here.AccountAsync();
        using var ownerThere = Same(there, ownerHere);
        await ownerThere.ReadAsync(Question);
        await ownerHere.PatchAsync("/v1/allowlist", new { mode = "off" });

        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("empty_list", await ReasonAsync(ownerThere));
        Assert.Equal("mode_off", await ReasonAsync(ownerThere));
    }

    [Fact]
    public async Task With_storage_away_answers_are_stale_for_a_minute_and_then_refused()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        Assert.False((await owner.ReadAsync(Question)).GetProperty("stale").GetBoolean());
        service.Tables.IsAway = true;

        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False((await owner.ReadAsync(Question)).GetProperty("stale").GetBoolean());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(
            """{"ip":"192.0.2.1","allowed":true,"reason":"empty_list","rule":null,"version":1,"stale":true}""",
            (await owner.ReadAsync(Question)).GetRawText());
        clock.Advance(TimeSpan.FromSeconds(55));
        Assert.True((await owner.ReadAsync(Question)).GetProperty("stale").GetBoolean());
        clock.Advance(TimeSpan.FromSeconds(1));
        await UnavailableAsync(owner, Question);

        service.Tables.IsAway = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await owner.ReadAsync(Question)).GetProperty("stale").GetBoolean());
    }

    [Fact]
    public async Task Where_a_failure_lets_in_everyone_comes_in_after_the_minute_and_the_answer_says_so()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        await owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24"}]}""");
        await owner.PatchAsync("/v1/allowlist", new { on_failure = "allow" });
        await owner.ReadAsync(Question);
        service.Tables.IsAway = true;

        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("not_listed", await ReasonAsync(owner));
        clock.Advance(TimeSpan.FromSeconds(1));

        const string Answer = """{"ip":"192.0.2.1","allowed":true,"reason":"failure","rule":null,"version":3,"stale":true}""";
        Assert.Equal(Answer, (await owner.ReadAsync(Question)).GetRawText());
        var batch = await owner.PostAsync("/v1/check", """{"checks":[{"ip":"192.0.2.1"},{"ip":"192.0.2.1"}]}""", HttpStatusCode.OK);
        Assert.Equal($$"""{"results":[{{Answer}},{{Answer}}]}""", batch.GetRawText());
        await UnavailableAsync(owner, "/v1/allowlist");
        await UnavailableAsync(owner, "/v1/client-address");
    }

    [Fact]
    public async Task A_key_that_is_not_in_memory_is_never_called_wrong_while_storage_is_away()
    {
        await using var there = await TestService.StartAsync(tables, clock);
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await there.AccountAsync();
        using var made = await there.KeyAsync(owner, new { role = "viewer" });
        using var fresh = Same(service, made);
        await Same(service, owner).ReadAsync(Question);
        service.Tables.IsAway = true;

        await UnavailableAsync(fresh, "/v1/client-address");
        using var malformed = service.Client("ipa_wrong");
        await malformed.ReadAsync(Question, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_secret_newer_than_memory_is_never_called_wrong_while_storage_is_away()
    {
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var ownerHere = await here.AccountAsync();
        using var ownerThere = Same(there, ownerHere);
        await ownerThere.ReadAsync(Question);
        var id = (await ownerHere.ReadAsync("/v1/keys")).GetProperty("keys")[0].GetProperty("id");
        var secret = (await ownerHere.PostAsync($"/v1/keys/{id}/rotate", body: null)).GetProperty("secret").GetString();
        using var rotated = there.Client(secret);

        there.Tables.IsAway = true;
        clock.Advance(TimeSpan.FromSeconds(6));
        await UnavailableAsync(rotated, Question);
        Assert.True((await ownerThere.ReadAsync(Question)).GetProperty("stale").GetBoolean());

        there.Tables.IsAway = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        await rotated.ReadAsync(Question);
    }

    [Fact]
    public async Task A_key_that_expires_while_storage_is_away_is_dead()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        using var brief = await service.KeyAsync(owner, new { role = "enforcer", expires_at = "2026-11-22T12:00:30Z" });
        await brief.ReadAsync(Question);
        service.Tables.IsAway = true;

        clock.Advance(TimeSpan.FromSeconds(29));
        await brief.ReadAsync(Question);
        clock.Advance(TimeSpan.FromSeconds(1));
        await brief.ReadAsync(Question, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_list_changed_here_right_before_storage_went_away_is_decided_by_its_new_version()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        await owner.PatchAsync("/v1/allowlist", new { on_failure = "allow" });
        await owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24"},{"value":"192.0.2.1"}]}""");
        Assert.Equal("rule", await ReasonAsync(owner));

        await owner.DeleteAsync("/v1/allowlist/rules/2", HttpStatusCode.NoContent);
        service.Tables.IsAway = true;

        Assert.Equal("not_listed", await ReasonAsync(owner));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("not_listed", await ReasonAsync(owner));
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("failure", await ReasonAsync(owner));
        service.Tables.IsAway = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("not_listed", await ReasonAsync(owner));
    }

    public static TheoryData<string> Managing => Operation.Names(operation => operation.Access != Operation.Open && !operation.Decides);

    [Theory]
    [MemberData(nameof(Managing))]
    public async Task With_storage_away_every_managing_operation_is_503_whatever_memory_holds(string name)
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        using var client = Operation.Of(name).Access == Operation.Operator ? service.Client(TestService.OperatorKey) : owner;
        await owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24"}]}""");
        await owner.ReadAsync("/v1/allowlist/rules");
        await owner.ReadAsync(Question);
        var version = (await owner.ReadAsync("/v1/allowlist")).GetProperty("version").GetInt64();
        service.Tables.IsAway = service.Queues.IsAway = true;

        foreach (var seconds in new[] { 0, 10, 60 })
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            using var request = Operation.Of(name).ToRequest();
            await UnavailableAsync(client, request);
        }

        service.Tables.IsAway = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(version, (await owner.ReadAsync("/v1/allowlist")).GetProperty("version").GetInt64());
    }

    private static HttpClient Same(TestService service, HttpClient client) =>
        service.Client(client.DefaultRequestHeaders.Authorization!.Parameter);

    private static async Task<string?> ReasonAsync(HttpClient client) =>
        (await client.ReadAsync(Question)).GetProperty("reason").GetString();

    private static async Task UnavailableAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        await UnavailableAsync(client, request);
    }

    private static async Task UnavailableAsync(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request);
        JsonElement problem = await TestService.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        var path = response.RequestMessage!.RequestUri!.AbsolutePath;
        Assert.NotEmpty(Told.Text(path, "storage-unavailable", problem));
        Assert.Equal(Told.IsVendors(path) ? "application/json" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
    }
}
