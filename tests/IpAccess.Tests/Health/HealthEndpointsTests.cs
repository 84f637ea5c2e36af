using System.Net;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Health;

public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task A_service_that_works_is_live_and_ready()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();

        Assert.Equal("""{"status":"live"}""", (await client.ReadAsync("/health/live")).GetRawText());
        Assert.Equal("""{"status":"ready"}""", (await client.ReadAsync("/health/ready")).GetRawText());
    }

    [Theory]
    [InlineData(true, false, "tables")]
    [InlineData(false, true, "queues")]
    [InlineData(true, true, "tables, queues")]
    public async Task With_parts_of_storage_away_it_is_live_but_not_ready_and_only_they_are_named(bool noTables, bool noQueues, string failing)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        (service.Tables.IsAway, service.Queues.IsAway) = (noTables, noQueues);

        await client.ReadAsync("/health/live");
        Assert.Equal(
            $$"""{"status":"not_ready","failing":"{{failing}}"}""",
            (await client.ReadAsync("/health/ready", HttpStatusCode.ServiceUnavailable)).GetRawText());

        (service.Tables.IsAway, service.Queues.IsAway) = (false, false);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.ReadAsync("/health/ready");
    }

    [Fact]
    public async Task A_clock_that_is_off_is_told_though_the_service_is_ready()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        var clock = service.Services.GetRequiredService<StorageClock>();
        clock.Contradicts(service.Clock.GetUtcNow().AddSeconds(-600.5), TimeSpan.Zero);
        clock.Contradicts(service.Clock.GetUtcNow().AddSeconds(-600.5), TimeSpan.Zero);

        Assert.Equal("""{"status":"ready","clock":"600 s ahead of storage"}""", (await client.ReadAsync("/health/ready")).GetRawText());
        service.Tables.IsAway = true;
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("""{"status":"not_ready","failing":"tables"}""", (await client.ReadAsync("/health/ready", HttpStatusCode.ServiceUnavailable)).GetRawText());
    }

    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Basic eDp5")]
    public async Task Health_asks_for_no_key(string authorization)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        await client.ReadAsync("/health/live");
        await client.ReadAsync("/health/ready");
    }
}
