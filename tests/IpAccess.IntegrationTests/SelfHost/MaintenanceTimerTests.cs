using System.Collections.Concurrent;
using IpAccess.Maintenance;
using IpAccess.SelfHost;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace IpAccess.IntegrationTests.SelfHost;

public sealed class MaintenanceTimerTests
{
    [Fact]
    public async Task It_runs_some_minutes_after_the_start_and_then_once_a_day_whatever_fails()
    {
        var (tables, clock) = (new ScriptedTables(new MemoryTables()), TestService.NewClock());
        await using var service = await TestService.StartAsync(tables, clock);
        var runs = new ConcurrentQueue<DateTimeOffset>();
        tables.BeforeRead = (table, _) =>
        {
            runs.Enqueue(clock.GetUtcNow());
            throw new IOException($"The table {table} is away.");
        };
        using var timer = new MaintenanceTimer(
            service.Services.GetRequiredService<MaintenanceOperations>(), clock, NullLogger<MaintenanceTimer>.Instance);
        var start = clock.GetUtcNow();

        await timer.StartAsync(CancellationToken.None);
        while (runs.Count < 3)
        {
            clock.Advance(TimeSpan.FromMinutes(5));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        await timer.StopAsync(CancellationToken.None);
        var times = runs.ToArray();
        Assert.True(times[0] - start >= MaintenanceTimer.AfterStart);
        Assert.True(times[0] - start < MaintenanceTimer.Pause);
        Assert.True(times[1] - times[0] >= MaintenanceTimer.Pause);
        Assert.True(times[2] - times[1] >= MaintenanceTimer.Pause);
        Assert.True(timer.ExecuteTask!.IsCanceled);
    }
}
