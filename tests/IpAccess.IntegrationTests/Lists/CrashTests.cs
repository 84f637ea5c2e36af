using IpAccess.Testing;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>A service that is killed in the middle of a large write; its storage goes on.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class CrashTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int UnkilledRuns = 5;

    [NodeFact]
    public async Task A_killed_add_leaves_exactly_the_old_list_or_exactly_the_new_one()
    {
        await using var host = await ListHost.StartAsync(azurite.ConnectionString);
        var durations = new List<TimeSpan>();
        for (var run = 0; run < UnkilledRuns; run++)
        {
            durations.Add(await MeasureAsync(host));
        }

        var duration = durations.Order().ElementAt(UnkilledRuns / 2);
        var (old, made) = (0, 0);
        for (var run = 0; run < Effort.Of(4, 50); run++)
        {
            _ = await KillAsync(host, duration * new Random(run).NextDouble()) ? made++ : old++;
        }

        output.WriteLine($"Killed within the {duration.TotalMilliseconds:f0} ms of an add: {old} times the old list, {made} times the new one.");
    }

    // A service that has just started takes longer, and each of the killed ones has.
    private static async Task<TimeSpan> MeasureAsync(ListHost host)
    {
        await host.RestartAsync();
        var (_, key) = await host.NewAccountAsync();
        using var client = host.NewClient(key, LargeAdd.Caller);
        await client.PasteAsync(LargeAdd.Before);
        var started = TimeProvider.System.GetTimestamp();
        await LargeAdd.SendAsync(host, key);
        return TimeProvider.System.GetElapsedTime(started);
    }

    /// <summary>Kills the service this long after an add began.</summary>
    /// <returns>Whether the list was the new one afterwards.</returns>
    private static async Task<bool> KillAsync(ListHost host, TimeSpan moment)
    {
        var (_, key) = await host.NewAccountAsync();
        using var client = host.NewClient(key, LargeAdd.Caller);
        await client.PasteAsync(LargeAdd.Before);
        var old = await client.ListAsync();
        var adding = LargeAdd.SendAsync(host, key);
        await Task.Delay(moment, TimeProvider.System);
        await host.KillAsync();
        await ((Task)adding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        await host.RestartAsync();
        using var again = host.NewClient(key, LargeAdd.Caller);
        var isMade = LargeAdd.IsMade(old, await again.ListAsync());
        Assert.True(isMade || !adding.IsCompletedSuccessfully);
        await LargeAdd.AssertCanBeRepeatedAsync(again, old, isMade);
        return isMade;
    }
}
