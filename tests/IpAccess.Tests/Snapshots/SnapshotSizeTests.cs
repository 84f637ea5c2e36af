using System.Diagnostics;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Snapshots;
using IpAccess.Testing;
using IpAccess.Testing.Versions;
using Xunit.Abstractions;

namespace IpAccess.Tests.Snapshots;

/// <summary>How large snapshots are, and how long they take. Times and memory are told, not judged.</summary>
public sealed class SnapshotSizeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(10)]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public void A_list_of_any_size_fits_a_snapshot_and_is_read_again(int count)
    {
        count = Math.Min(count, Effort.Of(100_000, 1_000_000));
        var random = new Random(count);
        var rules = Networks(random, count).Order().ToArray();
        var ids = Enumerable.Range(1, count).ToArray();
        random.Shuffle(ids);
        var list = rules.Select((network, i) => Some.Rule(network, ids[i]) with { ExpiresAt = i % 10 == 0 ? 1_900_000_000 + i : null }).ToArray();
        var settings = new DecisionSettings { Mode = Mode.Enforce, EmptyList = EmptyList.Deny, ExemptSurfaces = [], Recoveries = [] };

        // The first time is that of the compiler.
        var packed = SnapshotFormat.Pack(new("acme", "i", new(1, settings, SnapshotRules.Of(list), [])));
        var (packing, packingBytes, _) = Measured(() => SnapshotFormat.Pack(new("acme", "i", new(1, settings, SnapshotRules.Of(list), []))));
        var bytes = SnapshotFormat.Write(1, packed);
        _ = SnapshotFormat.Read(bytes);
        var (reading, readingBytes, snapshot) = Measured(() => SnapshotFormat.Read(bytes));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var kept = SnapshotFormat.Read(bytes);
        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;

        output.WriteLine(
            $"{count} rules: {bytes.Length} bytes; packed in {packing:F1} ms ({packingBytes} bytes allocated), "
            + $"read in {reading:F1} ms ({readingBytes} bytes allocated, {taken} kept)");
        Assert.Equal(count, snapshot.State.RuleCount);
        Assert.All(list.Where((_, i) => i % 997 == 0), rule =>
            Assert.Equal(rule.Id, kept.State.Decide(rule.Network.Last, null, 1_800_000_000).Rule!.Id));
    }

    private static (double Milliseconds, long Allocated, T Value) Measured<T>(Func<T> work)
    {
        GC.Collect();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var value = work();
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - allocated, value);
    }

    // Most are single addresses anywhere, as in long lists; none lies in another, so that each is found.
    private static IEnumerable<Network> Networks(Random random, int count)
    {
        var seen = new HashSet<UInt128>();
        while (seen.Count < count)
        {
            var kind = random.Next(20);
            var bits = (uint)random.NextInt64(1L << 32);
            var network = kind == 0 ? Network.IPv6(new(0x2a00_0000_0000_0000 | (ulong)bits, (ulong)random.NextInt64()), 64)
                : kind < 4 ? Network.IPv4(bits, 24)
                : Network.IPv4(bits, 32);
            if (seen.Add(network.First.IsIPv4 ? network.First.Bits & ~(UInt128)255 : network.First.Bits))
            {
                yield return network;
            }
        }
    }
}
