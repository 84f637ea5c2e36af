using Azure;
using IpAccess.Telemetry;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Telemetry;

public sealed class IngestMetricTests
{
    [Fact]
    public async Task A_message_is_counted_by_what_became_of_it()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var measured = new Measurements(service.Services);

        await service.IngestAsync(Intake.Good);
        await service.IngestAsync(Intake.Foreign);
        await service.IngestAsync("no JSON");
        service.Tables.IsAway = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => service.IngestAsync(Intake.Good));

        Assert.Equal(
            ["1 ipaccess.outcome=recorded", "1 ipaccess.outcome=poison", "1 ipaccess.outcome=poison", "1 ipaccess.outcome=failed"],
            measured.Of(MetricNames.IngestMessages));
    }

    [Fact]
    public async Task The_lag_counts_from_the_latest_attempt_of_what_was_recorded()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var measured = new Measurements(service.Services);

        await service.IngestAsync(Intake.Good);
        await service.IngestAsync(Intake.Ahead);
        await service.IngestAsync(Intake.Foreign);

        Assert.Equal(["90", "0"], measured.Of(MetricNames.IngestLag));
    }
}
