using System.Globalization;
using System.Text.Json;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Testing;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>How the service does with a very long list. Times and memory are told, not judged.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class SizeTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int RulesPerRequest = 250_000;
    private const string Caller = "203.0.113.9";

    [NodeFact]
    public async Task A_very_long_list_is_imported_listed_changed_and_asked_after_a_restart()
    {
        var blocks = Blocks(Effort.Of(50_000, 1_000_000));
        await using var host = await ListHost.StartAsync(azurite.ConnectionString);
        var (_, key) = await host.NewAccountAsync();
        using (var client = host.NewClient(key, Caller))
        {
            Assert.Equal(blocks.Count, await TimeAsync(host, $"Import of {blocks.Count} rules", () => ImportAsync(client, blocks)));
            var listed = await TimeAsync(host, "Listing by pages of 1,000", client.ListAsync);
            Assert.Equal(blocks.Order(), listed.Select(BlockOf));

            var added = await TimeAsync(host, "Adding one more", () => client.PasteAsync(["198.51.100.7"]));
            Assert.Equal(1, added.GetProperty("added").GetInt32());
            Assert.Equal(blocks.Count + 1, added.GetProperty("rules")[0].GetProperty("id").GetInt64());
            Assert.True(await TimeAsync(host, "The first check after it", () => IsAllowedAsync(client, "198.51.100.7")));
        }

        await host.RestartAsync();
        await AssertColdChecksAsync(host, key, "198.51.100.7", blocks);
    }

    [NodeFact]
    public async Task A_first_check_reads_a_list_of_any_size()
    {
        await using var host = await ListHost.StartAsync(azurite.ConnectionString);
        foreach (var count in (int[])[10, 10_000])
        {
            var blocks = Blocks(count);
            var (_, key) = await host.NewAccountAsync();
            using (var client = host.NewClient(key, Caller))
            {
                Assert.Equal(count, await ImportAsync(client, blocks));
            }

            await host.RestartAsync();
            await AssertColdChecksAsync(host, key, Caller, blocks);
        }
    }

    // The caller first; most are single addresses, as long lists are.
    private static List<Block> Blocks(int count)
    {
        var random = new Random(count);
        var blocks = new HashSet<Block> { Block.Parse($"{Caller}/32") };
        while (blocks.Count < count)
        {
            var bits = (uint)random.NextInt64(0x0100_0000, 0xc000_0000);
            blocks.Add(random.Next(10) switch
            {
                0 => new(128, (UInt128)0x2001_0db8_0000_0000 << 64 | (UInt128)bits << 64, 64),
                1 or 2 => new(32, bits & 0xffff_ff00, 24),
                _ => new(32, bits, 32),
            });
        }

        return [.. blocks];
    }

    private static async Task<int> ImportAsync(HttpClient client, List<Block> blocks)
    {
        var total = 0;
        foreach (var part in blocks.Chunk(RulesPerRequest))
        {
            var added = await client.PasteAsync(part.Select(block => block.ToString()));
            total += added.GetProperty("added").GetInt32();
        }

        return total;
    }

    private async Task AssertColdChecksAsync(ListHost host, string key, string listed, List<Block> blocks)
    {
        using var client = host.NewClient(key, Caller);
        Assert.True(await TimeAsync(host, $"The first check of {blocks.Count} rules after a start", () => IsAllowedAsync(client, listed)));
        Assert.True(await TimeAsync(host, "The next check", () => IsAllowedAsync(client, new Probe(blocks[^1].Width, blocks[^1].Last).ToString())));
        Assert.False(await IsAllowedAsync(client, "192.0.2.1"));
    }

    private static async Task<bool> IsAllowedAsync(HttpClient client, string address) =>
        (await client.CheckAsync(address)).GetProperty("allowed").GetBoolean();

    private async Task<T> TimeAsync<T>(ListHost host, string what, Func<Task<T>> action)
    {
        var before = host.ProcessorTime;
        var started = TimeProvider.System.GetTimestamp();
        var result = await action();
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        var used = host.ProcessorTime - before;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {elapsed.TotalMilliseconds:n0} ms ({used.TotalMilliseconds:n0} ms of processor time); peak memory so far {host.PeakMegabytes} MiB"));
        return result;
    }

    private static Block BlockOf(JsonElement rule) => Block.Parse(rule.GetProperty("network").GetString()!);
}
