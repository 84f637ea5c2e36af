using System.Net;
using IpAccess.Tests.Hosting;

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
        await client.ReadAsync("/health/ready");
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
