using System.Diagnostics.Metrics;
using System.Net;
using IpAccess.Checks;
using IpAccess.Decisions;
using IpAccess.Http.Messages;
using IpAccess.Telemetry;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Telemetry;

public sealed class DecisionMetricTests
{
    [Fact]
    public async Task Every_decision_is_counted_by_its_reason()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);
        using var measured = new Measurements(service.Services);

        await owner.ReadAsync("/v1/check?ip=203.0.113.7");
        await owner.PostAsync("/v1/check", """{"checks":[{"ip":"203.0.113.8"},{"ip":"192.0.2.1"}]}""", HttpStatusCode.OK);
        await owner.PostAsync("/v1/check", """{"ip":"x"}""", HttpStatusCode.BadRequest);

        Assert.Equal(
            [
                "1 ipaccess.allowed=True ipaccess.reason=rule",
                "1 ipaccess.allowed=True ipaccess.reason=rule",
                "1 ipaccess.allowed=False ipaccess.reason=not_listed",
            ],
            measured.Of(MetricNames.Decisions));
    }

    [Fact]
    public async Task The_age_of_the_list_is_measured_once_for_each_request_that_was_decided()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);
        await owner.PatchAsync("/v1/allowlist", new { on_failure = "allow" });
        await owner.ReadAsync("/v1/check?ip=203.0.113.7");
        using var measured = new Measurements(service.Services);
        service.Tables.IsAway = true;

        foreach (var seconds in new[] { 2.5, 27.5, 31 })
        {
            service.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await owner.PostAsync("/v1/check", """{"checks":[{"ip":"203.0.113.8"},{"ip":"192.0.2.1"}]}""", HttpStatusCode.OK);
        }

        Assert.Equal(["2.5", "30", "61"], measured.Of(MetricNames.CacheAge));
        Assert.Equal("1 ipaccess.allowed=True ipaccess.reason=failure", measured.Of(MetricNames.Decisions).Last());
    }

    [Fact]
    public async Task The_time_of_a_decision_holds_what_storage_took_also_where_there_is_none()
    {
        var clock = TestService.NewClock();
        var tables = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await OwnerAsync(service);
        await owner.ReadAsync("/v1/check?ip=203.0.113.7");
        using var measured = new Measurements(service.Services);

        await owner.ReadAsync("/v1/check?ip=203.0.113.7");
        await owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"198.51.100.1"}]}""");
        clock.Advance(TimeSpan.FromSeconds(5));
        tables.BeforeRead = (_, _) =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(125));
            return Task.CompletedTask;
        };
        await owner.ReadAsync("/v1/check?ip=203.0.113.7");
        tables.BeforeRead = (_, _) => Task.CompletedTask;
        service.Tables.IsAway = true;
        clock.Advance(TimeSpan.FromSeconds(61));
        await owner.ReadAsync("/v1/check?ip=203.0.113.7", HttpStatusCode.ServiceUnavailable);

        var times = measured.Of(MetricNames.DecisionDuration).ToList();
        Assert.Equal((3, "0", "0"), (times.Count, times[0], times[2]));
        Assert.StartsWith("0.", times[1], StringComparison.Ordinal);
        Assert.Equal(2, measured.Of(MetricNames.Decisions).Count());
        Assert.Equal(2, measured.Of(MetricNames.CacheAge).Count());
    }

    [Fact]
    public void Reasons_are_named_as_the_API_names_them() => Assert.All(Enum.GetValues<Reason>(), reason =>
        Assert.Equal($"\"{ReasonNames.Of(reason)}\"", System.Text.Json.JsonSerializer.Serialize(reason, ApiJson.Options)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Measuring_a_decision_allocates_nothing(bool isListenedTo)
    {
        using var services = new ServiceCollection().AddMetrics().AddSingleton<DecisionMeter>().BuildServiceProvider();
        var meter = services.GetRequiredService<DecisionMeter>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (isListenedTo && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.Start();
        Decision[] made = [new(true, Reason.EmptyList, null), new(false, Reason.NotListed, null)];
        Measure(meter, made);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Measure(meter, made);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Measure(DecisionMeter meter, Decision[] made)
    {
        meter.Count(made, TimeSpan.FromSeconds(1));
        meter.Took(TimeSpan.FromSeconds(1));
    }

    private static async Task<HttpClient> OwnerAsync(TestService service)
    {
        var owner = await service.AccountAsync();
        await owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24","label":"HQ"}]}""");
        return owner;
    }
}
