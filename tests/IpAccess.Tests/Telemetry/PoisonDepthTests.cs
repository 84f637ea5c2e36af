using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using IpAccess.Attempts;
using IpAccess.Storage;
using IpAccess.Telemetry;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Telemetry;

public sealed class PoisonDepthTests : IDisposable
{
    private readonly FakeTimeProvider clock = TestService.NewClock();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ConcurrentQueue<string> lines = [];
    private readonly ScriptedQueues queues;
    private readonly PoisonDepth depth;

    public PoisonDepthTests()
    {
        queues = new(clock);
        depth = new(
            new(new MemoryTables(), queues, clock),
            services.GetRequiredService<IMeterFactory>(),
            clock,
            new LineLogger<PoisonDepth>(lines));
    }

    public void Dispose()
    {
        depth.Dispose();
        services.Dispose();
    }

    [Fact]
    public async Task The_depth_is_told_once_it_was_read_and_read_again_every_minute()
    {
        using var measured = new Measurements(services);
        Assert.Empty(measured.Observe(MetricNames.PoisonDepth));
        await AddAsync();

        await depth.StartAsync(CancellationToken.None);
        await UntilAsync(() => measured.Observe(MetricNames.PoisonDepth).SequenceEqual(["1"]));
        await AddAsync();
        Assert.Equal(["1"], measured.Observe(MetricNames.PoisonDepth));

        await UntilAsync(() => measured.Observe(MetricNames.PoisonDepth).SequenceEqual(["2"]), PoisonDepth.Interval);
        await depth.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_queue_that_is_away_is_a_line_for_debugging_and_the_last_depth_stands()
    {
        using var measured = new Measurements(services);
        await depth.StartAsync(CancellationToken.None);
        await UntilAsync(() => measured.Observe(MetricNames.PoisonDepth).SequenceEqual(["0"]));
        queues.IsAway = true;

        await UntilAsync(() => !lines.IsEmpty, PoisonDepth.Interval);
        queues.IsAway = false;

        Assert.Equal(["0"], measured.Observe(MetricNames.PoisonDepth));
        Assert.All(lines, line => Assert.Equal("Debug The length of the poison queue could not be read", line));
        await AddAsync();
        await UntilAsync(() => measured.Observe(MetricNames.PoisonDepth).SequenceEqual(["1"]), PoisonDepth.Interval);
        await depth.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_queue_that_was_never_there_has_no_depth()
    {
        using var measured = new Measurements(services);
        queues.IsAway = true;

        await depth.StartAsync(CancellationToken.None);
        await UntilAsync(() => !lines.IsEmpty);

        Assert.Empty(measured.Observe(MetricNames.PoisonDepth));
        await depth.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Nobody_measures_it_and_it_is_not_read()
    {
        queues.IsAway = true;
        await depth.StartAsync(CancellationToken.None);
        await depth.StopAsync(CancellationToken.None);

        Assert.Empty(lines);
    }

    private Task AddAsync() => ((IQueues)queues).Open(QueueNames.AccessAttemptsPoison).SendAsync("x", CancellationToken.None);

    private async Task UntilAsync(Func<bool> holds, TimeSpan step = default)
    {
        while (!holds())
        {
            clock.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
