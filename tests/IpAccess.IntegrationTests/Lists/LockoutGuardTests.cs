using System.Net;
using IpAccess.Testing;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Lists;

[Collection(AzuriteGroup.Name)]
public sealed class LockoutGuardTests(AzuriteFixture azurite, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Callers = 8;

    // One process lets its commits take turns; several race.
    private const int Processes = 4;

    private ListHost[] hosts = [];

    public async Task InitializeAsync() => hosts = await Task.WhenAll(
        Enumerable.Range(0, Processes).Select(_ => ListHost.StartAsync(azurite.ConnectionString)));

    public async Task DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [NodeFact]
    public async Task Nobody_is_locked_out_while_many_change_one_list()
    {
        var total = new Tally();
        for (var seed = 1; seed <= Effort.Of(1, 20); seed++)
        {
            var tally = await RunAsync(seed, Effort.Of(40, 200));
            output.WriteLine($"Seed {seed}: {tally}");
            total.Add(tally);
        }

        output.WriteLine($"All: {total}");
        Assert.DoesNotContain(total.Answers.Keys, answer => answer.Status >= HttpStatusCode.InternalServerError);
        Assert.True(total.Count(HttpStatusCode.Conflict, "would-lock-you-out") > 0);
        Assert.True(total.Count(HttpStatusCode.Conflict, "conflict") + total.Count(HttpStatusCode.PreconditionFailed, "precondition-failed") > 0);
        Assert.True(total.Guarded > 0);
        Assert.Equal(0, total.Lockouts);
    }

    private async Task<Tally> RunAsync(int seed, int writes)
    {
        var (_, key) = await hosts[0].NewAccountAsync();
        var tallies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            using var client = hosts[caller % hosts.Length].NewClient(key, RandomWriter.AddressOf(caller));
            return await new RandomWriter(client, caller, new Random((seed * Callers) + caller)).WriteAsync(writes);
        }));
        using var reader = hosts[0].NewClient(key, RandomWriter.AddressOf(0));
        var replay = new Replay();
        foreach (var commit in (await reader.AuditAsync()).AsEnumerable().Reverse().GroupBy(entry => entry.GetProperty("version").GetInt64()))
        {
            replay.Apply(commit.Key, [.. commit]);
        }

        replay.AssertIs(await reader.SettingsAsync(), await reader.ListAsync());
        var tally = new Tally { Guarded = replay.Guarded, Lockouts = replay.Lockouts };
        foreach (var written in tallies)
        {
            tally.Add(written);
        }

        Assert.Equal(Callers * writes, tally.Answers.Values.Sum());
        return tally;
    }
}
