using IpAccess.Telemetry;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Checks;

/// <summary>A list that is larger than the memory for decisions decides as any other does, and says what it is.</summary>
public sealed class LargeListTests
{
    [Fact]
    public async Task A_list_without_room_is_kept_while_it_is_in_use_and_told_in_the_settings_and_the_metrics()
    {
        await using var service = await TestService.StartAsync(
            ("IpAccess:Limits:DecisionCacheMegabytes", "1"), ("IpAccess:Limits:PageCacheMegabytes", "1"));
        using var owner = await service.AccountAsync();
        Assert.Equal(200, (await owner.CallAsync("PATCH", "/v1/allowlist", """{"lockout_guard":false}""")).Status);
        Assert.False((await owner.ReadAsync("/v1/allowlist")).TryGetProperty("warnings", out _));
        var paste = string.Join('\n', Enumerable.Range(0, 10_000).Select(i => $"10.1.{i / 256}.{i % 256}"));
        Assert.Equal(201, (await owner.CallAsync("POST", "/v1/allowlist/rules", paste, "text/plain")).Status);
        using var measured = new Measurements(service.Services);
        await owner.ReadAsync("/v1/check?ip=10.1.2.3");

        for (var i = 0; i < 10; i++)
        {
            service.Clock.Advance(TimeSpan.FromSeconds(2.9));
            var before = service.Tables.Operations;
            Assert.Equal("rule", (await owner.ReadAsync("/v1/check?ip=10.1.2.3")).GetProperty("reason").GetString());

            // The head, and the key with its account's: no page of rules.
            Assert.InRange(service.Tables.Operations - before, 0, 3);
        }

        service.Tables.IsAway = true;
        service.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await owner.ReadAsync("/v1/check?ip=10.1.2.3")).GetProperty("stale").GetBoolean());
        service.Tables.IsAway = false;
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("too_large_for_memory", (await owner.ReadAsync("/v1/allowlist")).GetProperty("warnings")[0].GetProperty("code").GetString());
        Assert.NotEmpty(measured.Of(MetricNames.CacheOversized));
    }
}
