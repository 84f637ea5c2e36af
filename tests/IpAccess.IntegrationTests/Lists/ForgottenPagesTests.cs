using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>Pages that a commit has written, and that nothing refers to (yet).</summary>
[Collection(AzuriteGroup.Name)]
public sealed class ForgottenPagesTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan JustUnderAnHour = TimeSpan.FromMinutes(59);
    private static readonly TimeSpan JustOverAnHour = TimeSpan.FromMinutes(61);

    [NodeFact]
    public async Task Those_of_a_killed_service_are_swept_when_they_are_over_an_hour_old()
    {
        await using var relay = await StorageRelay.StartAsync(azurite.ConnectionString);
        await using var host = await ListHost.StartAsync(relay.ConnectionString);
        var (account, key) = await host.NewAccountAsync();
        using var client = host.NewClient(key, LargeAdd.Caller);
        await client.PasteAsync(LargeAdd.Before);
        var old = await client.ListAsync();
        var arrived = relay.HoldCommits();
        var adding = LargeAdd.SendAsync(host, key);
        await arrived;

        await host.KillAsync();
        _ = await Assert.ThrowsAsync<HttpRequestException>(() => adding);

        Assert.Equal(0, await SweepAsync(account, JustUnderAnHour));
        Assert.Equal(2, await SweepAsync(account, JustOverAnHour));
        Assert.Equal(0, await SweepAsync(account, JustOverAnHour));
        relay.Release();
        await host.RestartAsync();
        using var again = host.NewClient(key, LargeAdd.Caller);
        Assert.False(LargeAdd.IsMade(old, await again.ListAsync()));
        await LargeAdd.AssertCanBeRepeatedAsync(again, old, isMade: false);
    }

    [NodeFact]
    public async Task Those_of_a_slow_commit_stay_and_it_succeeds()
    {
        await using var relay = await StorageRelay.StartAsync(azurite.ConnectionString);
        await using var host = await ListHost.StartAsync(relay.ConnectionString);
        var (account, key) = await host.NewAccountAsync();
        using var client = host.NewClient(key, LargeAdd.Caller);
        await client.PasteAsync(LargeAdd.Before);
        var old = await client.ListAsync();
        var arrived = relay.HoldCommits();
        var adding = LargeAdd.SendAsync(host, key);
        await arrived;

        Assert.Equal(0, await SweepAsync(account, JustUnderAnHour));
        relay.Release();
        await adding;

        await host.RestartAsync();
        using var again = host.NewClient(key, LargeAdd.Caller);
        Assert.True(LargeAdd.IsMade(old, await again.ListAsync()));
        await LargeAdd.AssertCanBeRepeatedAsync(again, old, isMade: true);
    }

    private async Task<int> SweepAsync(string account, TimeSpan later)
    {
        using var cache = new PageCache();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later);
        return await new VersionRetention(azurite.OpenTables(), cache, clock).SweepAsync(account, CancellationToken.None);
    }
}
