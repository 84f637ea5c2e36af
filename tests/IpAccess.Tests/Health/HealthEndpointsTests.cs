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

    [Fact]
    public async Task With_storage_away_it_is_live_but_not_ready_and_only_the_failing_part_is_named()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        service.Tables.IsAway = true;

        await client.ReadAsync("/health/live");
        Assert.Equal(
            """{"status":"not_ready","failing":"tables"}""",
            (await client.ReadAsync("/health/ready", HttpStatusCode.ServiceUnavailable)).GetRawText());

        service.Tables.IsAway = false;
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
