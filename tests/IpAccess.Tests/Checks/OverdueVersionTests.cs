using IpAccess.Checks;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Checks;

/// <summary>A version that nobody confirmed in time decides nothing from that second on, whoever can write that down.</summary>
public sealed class OverdueVersionTests
{
    private const string Rules = "/v1/allowlist/rules";
    private const string Question = "/v1/check?ip=10.0.0.1";
    private readonly MemoryTables tables = new();
    private readonly FakeTimeProvider clock = TestService.NewClock();

    [Fact]
    public async Task Where_writes_are_refused_checks_are_decided_from_the_version_before_without_a_write()
    {
        var hooked = new ScriptedTables(tables);
        await using var service = await TestService.StartAsync(hooked, clock);
        using var owner = await PendingAsync(service);
        var writes = 0;
        hooked.BeforeWrite = (_, _) =>
        {
            writes++;
            throw new TimeoutException("Writes are refused.");
        };
        clock.Advance(TimeSpan.FromSeconds(60));

        foreach (var seconds in new[] { 0, 1, 30, 3600 })
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal("not_listed 2 False", await AnswerAsync(owner));
        }

        Assert.Equal(0, writes);
        var settings = await owner.ReadAsync("/v1/allowlist");
        Assert.Equal((2, 1), (settings.GetProperty("version").GetInt32(), settings.GetProperty("rule_count").GetInt32()));
        Assert.False(settings.TryGetProperty("awaiting_confirmation", out _));
        Assert.Equal(503, (await owner.CallAsync("POST", Rules, "10.0.0.2", "text/plain")).Status);

        hooked.BeforeWrite = (_, _) => Task.CompletedTask;
        Assert.Equal(4, (await owner.ReadAsync("/v1/allowlist")).GetProperty("version").GetInt32());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("not_listed 4 False", await AnswerAsync(owner));
    }

    [Theory]
    [InlineData(59, "rule 3")]
    [InlineData(60, "not_listed 2")]
    public async Task In_the_second_of_its_end_it_decides_nothing_any_more_though_it_was_read_a_moment_ago(int seconds, string expected)
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await PendingAsync(service);
        clock.Advance(TimeSpan.FromSeconds(58));
        Assert.Equal("rule 3 False", await AnswerAsync(owner));

        clock.Advance(TimeSpan.FromSeconds(seconds - 58));

        Assert.Equal(expected + " False", await AnswerAsync(owner));
    }

    [Fact]
    public async Task With_storage_away_memory_decides_from_the_version_before()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await PendingAsync(service);
        clock.Advance(TimeSpan.FromSeconds(58));
        await AnswerAsync(owner);
        service.Tables.IsAway = true;

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("not_listed 2 True", await AnswerAsync(owner));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("not_listed 2 True", await AnswerAsync(owner));
    }

    [Fact]
    public async Task What_was_confirmed_elsewhere_goes_on_deciding_at_its_end()
    {
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var owner = await PendingAsync(here);
        clock.Advance(TimeSpan.FromSeconds(58));
        await AnswerAsync(owner);
        using var other = there.Client(owner.DefaultRequestHeaders.Authorization!.Parameter);
        Assert.Equal(200, (await other.CallAsync("POST", "/v1/allowlist/versions/3/confirm", string.Empty)).Status);

        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("rule 3 False", await AnswerAsync(owner));
    }

    [Fact]
    public async Task Once_it_was_read_that_nobody_confirmed_it_checks_are_decided_from_memory_again()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await PendingAsync(service);
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("not_listed 2 False", await AnswerAsync(owner));
        var before = service.Tables.Operations;

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("not_listed 2 False", await AnswerAsync(owner));
        }

        Assert.Equal(before, service.Tables.Operations);
    }

    [Fact]
    public async Task Protection_of_the_management_ends_with_the_version_that_brought_it()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await ListedAsync(service);
        Assert.Equal(200, (await owner.CallAsync("PATCH", "/v1/allowlist?confirm_within=1", """{"protect_management":true}""")).Status);
        service.Peer = TestAccount.Peer("198.51.100.1");
        Assert.Equal(403, (await owner.CallAsync("GET", "/v1/allowlist")).Status);

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(403, (await owner.CallAsync("GET", "/v1/allowlist")).Status);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await owner.CallAsync("GET", "/v1/allowlist")).Status);
    }

    private static async Task<HttpClient> ListedAsync(TestService service)
    {
        var owner = await service.AccountAsync();
        Assert.Equal(201, (await owner.CallAsync("POST", Rules, "203.0.113.9", "text/plain")).Status);
        return owner;
    }

    private static async Task<HttpClient> PendingAsync(TestService service)
    {
        var owner = await ListedAsync(service);
        await AnswerAsync(owner);
        Assert.Equal(201, (await owner.CallAsync("POST", Rules + "?confirm_within=1", "10.0.0.1", "text/plain")).Status);
        return owner;
    }

    private static async Task<string> AnswerAsync(HttpClient owner)
    {
        var answer = await owner.ReadAsync(Question);
        return $"{answer.GetProperty("reason")} {answer.GetProperty("version")} {answer.GetProperty("stale")}";
    }
}
