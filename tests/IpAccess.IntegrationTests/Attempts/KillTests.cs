using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>A self-host that is killed in the midst of checks.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class KillTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    // The promise is one second. A machine that is busy with other things may give a process less than its share of it.
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(5);

    [NodeFact]
    public async Task Killed_a_self_host_loses_only_the_attempts_of_the_last_moment()
    {
        for (var run = 0; run < Effort.Of(1, 10); run++)
        {
            await using var host = await ListHost.StartAsync(azurite.ConnectionString);
            var (account, key) = await host.NewAccountAsync();
            using var client = host.NewClient(key, "192.0.2.1");
            var (answered, killed) = await AskUntilKilledAsync(host, client, Generous + TimeSpan.FromMilliseconds(new Random(run).Next(1000)));

            var recorded = (await RecordedAttempts.ReadAsync(azurite.ConnectionString, account)).Select(attempt => attempt.Key.Client.ToString()).ToHashSet();
            var lost = answered.Where(one => !recorded.Contains(one.Key)).Select(one => TimeProvider.System.GetElapsedTime(one.Value, killed)).ToList();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{answered.Count} answered, {lost.Count} lost, the oldest {lost.DefaultIfEmpty().Max().TotalMilliseconds:f0} ms before the end."));
            Assert.True(answered.Count > lost.Count);
            Assert.DoesNotContain(lost, age => age > Generous);
        }
    }

    /// <summary>Asks about one address after the other, and kills the host meanwhile.</summary>
    /// <returns>The addresses that were answered for, and when; and when it was killed.</returns>
    private static async Task<(ConcurrentDictionary<string, long> Answered, long Killed)> AskUntilKilledAsync(ListHost host, HttpClient client, TimeSpan after)
    {
        var answered = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var next = 0;
        var askers = Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                while (true)
                {
                    var number = Interlocked.Increment(ref next);
                    var ip = $"10.{number >> 16}.{number >> 8 & 255}.{number & 255}";
                    using var response = await client.PostAsJsonAsync("/v1/check", new { ip });
                    answered[ip] = TimeProvider.System.GetTimestamp();
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
                }
            }
            catch (HttpRequestException)
            {
                // It was killed.
            }
        }).ToList();
        await Task.Delay(after, TimeProvider.System);
        var killed = TimeProvider.System.GetTimestamp();
        await host.KillAsync();
        await Task.WhenAll(askers);
        return (answered, killed);
    }
}
