using System.Diagnostics;
using System.Net;
using IpAccess.Networks;
using IpAccess.Snapshots;
using IpAccess.Testing;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Versions;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Snapshots;

/// <summary>Snapshots over real storage and processes. Times and memory are told, not judged.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class SnapshotTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const string Caller = "203.0.113.9";
    private const int RulesPerRequest = 250_000;

    [NodeFact]
    public async Task What_one_process_writes_is_in_the_next_snapshot_of_another()
    {
        await using var here = await ListHost.StartAsync(azurite.ConnectionString);
        await using var there = await ListHost.StartAsync(azurite.ConnectionString);
        var (account, key) = await here.NewAccountAsync();
        using var writer = here.NewClient(key, Caller);
        using var app = there.NewClient(key, "192.0.2.1");
        await writer.PasteAsync([Caller]);
        string? etag = null;

        for (var i = 0; i < Effort.Of(50, 1_000); i++)
        {
            await app.CheckAsync(Caller);
            var version = (await writer.PasteAsync([$"10.0.{i >> 8}.{i & 255}"])).GetProperty("version").GetInt64();

            var (snapshot, next) = await GetAsync(app, etag);

            Assert.Equal((account, version), (snapshot!.Account, snapshot.Version));
            Assert.True(snapshot.State.Decide(Address.IPv4(0x0a000000 + (uint)i), null, 0).Allowed);
            Assert.Null((await GetAsync(app, next)).Snapshot);
            etag = next;
        }
    }

    [NodeFact]
    public async Task A_list_of_any_size_is_had_whole_and_then_only_when_it_changes()
    {
        foreach (var count in (int[])[10, 10_000, Effort.Of(50_000, 1_000_000)])
        {
            await using var host = await ListHost.StartAsync(azurite.ConnectionString);
            var (_, key) = await host.NewAccountAsync();
            using var client = host.NewClient(key, Caller);
            await client.PasteAsync([Caller]);
            foreach (var part in Some.Hosts(count - 1).Select(network => network.ToString()).Chunk(RulesPerRequest))
            {
                await client.PasteAsync(part);
            }

            await host.RestartAsync();
            using var app = host.NewClient(key, Caller);
            await app.CheckAsync(Caller);
            var before = host.PeakMegabytes;
            var (first, (snapshot, etag)) = await TimedAsync(() => GetAsync(app, null));
            var grown = host.PeakMegabytes - before;
            var (again, _) = await TimedAsync(() => GetAsync(app, null));
            var (known, _) = await TimedAsync(async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    Assert.Null((await GetAsync(app, etag)).Snapshot);
                }

                return 0;
            });

            Assert.Equal(count, snapshot!.State.RuleCount);
            output.WriteLine(
                $"{count} rules: the first after a start in {first:F0} ms (peak memory {grown} MiB higher), the next in {again:F0} ms, "
                + $"reading included; a 304 in {known / 100:F2} ms");
        }
    }

    private static async Task<(double Milliseconds, T Value)> TimedAsync<T>(Func<Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        var value = await work();
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, value);
    }

    // Null where it is the one that the caller has.
    private static async Task<(Snapshot? Snapshot, string ETag)> GetAsync(HttpClient client, string? known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/snapshot");
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(new(known));
        }

        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotModified, response.StatusCode.ToString());
        return (response.StatusCode == HttpStatusCode.OK ? SnapshotFormat.Read(body) : null, response.Headers.ETag!.ToString());
    }
}
