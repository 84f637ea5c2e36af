using System.Diagnostics.Metrics;
using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using IpAccess.Attempts;
using IpAccess.Checks;
using IpAccess.Decisions;
using IpAccess.Networks;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Benchmarks;

/// <summary>
/// Recording one attempt of a check, beside writing it to a bounded channel that drops what finds no room; both are emptied
/// once for all attempts, as the sender does twice a second. The channel's reader would still have to take them together.
/// </summary>
[MemoryDiagnoser]
public class RecordBenchmarks
{
    private const int Attempts = 10_000;
    private const int Room = 100_000;
    private const string Account = "acme";
    private const long At = 1_795_348_800;
    private readonly Decision decision = new(false, Reason.NotListed, null);
    private readonly Channel<Entry> channel = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private PendingAttempts pending = null!;
    private Question[] questions = [];

    /// <summary>From how many addresses the attempts come.</summary>
    [Params(10, 1_000, 10_000)]
    public int Clients { get; set; }

    /// <summary>Makes the questions.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        pending = new(Room, new AttemptMeter(meters));
        var random = new Random(1);
        questions = [.. Enumerable.Range(0, Attempts).Select(_ => new Question
        {
            Client = Address.IPv4((uint)random.Next(Clients)),
            Surface = "api",
            Method = "api_key",
            Credential = "k1",
            UserAgent = "curl/8.5.0",
            IsRecorded = true,
        })];
    }

    /// <summary>Ours; returns how many entries there were.</summary>
    [Benchmark(OperationsPerInvoke = Attempts)]
    public int Record()
    {
        foreach (var question in questions)
        {
            pending.Add(Account, question, decision, At);
        }

        var entries = pending.Take();
        pending.Release(entries.Count);
        return entries.Count;
    }

    /// <summary>The channel; returns how many entries there were.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Attempts)]
    public int ChannelWrite()
    {
        foreach (var question in questions)
        {
            _ = channel.Writer.TryWrite(new(Account, question, decision, At));
        }

        var entries = 0;
        while (channel.Reader.TryRead(out _))
        {
            entries++;
        }

        return entries;
    }

    private readonly record struct Entry(string Account, Question Question, Decision Decision, long At);
}
