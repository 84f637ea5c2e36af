using System.Diagnostics;
using System.Net.Http.Json;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>A write at one instance, and a check at another right behind it.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class MinVersionRaceTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Writes = 1000;

    [NodeFact]
    public async Task No_check_that_names_the_version_is_older_than_the_write_before_it()
    {
        await using var here = await ListHost.StartAsync(azurite.ConnectionString);
        await using var there = await ListHost.StartAsync(azurite.ConnectionString);
        var (_, key) = await here.NewAccountAsync();
        using var writer = here.NewClient(key, "192.0.2.1");
        using var asker = there.NewClient(key, "192.0.2.1");
        var (stale, staleWithout) = (0, 0);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Writes; i++)
        {
            var mode = i % 2 == 0 ? "off" : "monitor";
            using var response = await writer.PatchAsJsonAsync("/v1/allowlist", new { mode });
            var version = (await Rest.ReadAsync(response)).GetProperty("version").GetInt64();

            // The first shows that there is something to be wrong about: memory alone is behind.
            staleWithout += await VersionAsync(asker, string.Empty) < version ? 1 : 0;
            stale += await VersionAsync(asker, $"&min_version={version}") < version ? 1 : 0;
        }

        output.WriteLine($"{Writes} writes: {stale} stale with min_version, {staleWithout} without; {Stopwatch.GetElapsedTime(began).TotalSeconds:f0} s");
        Assert.Equal(0, stale);
        Assert.NotEqual(0, staleWithout);
    }

    private static async Task<long> VersionAsync(HttpClient client, string parameter)
    {
        using var response = await client.GetAsync(new Uri($"/v1/check?ip=192.0.2.9{parameter}", UriKind.Relative));
        return (await Rest.ReadAsync(response)).GetProperty("version").GetInt64();
    }
}
