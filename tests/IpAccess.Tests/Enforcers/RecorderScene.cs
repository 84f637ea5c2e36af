using System.Collections.Concurrent;
using IpAccess.Enforcers.Entries;
using IpAccess.Enforcers.Recording;
using IpAccess.Enforcers.Sightings;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Enforcers;

/// <summary>The noting of who enforces a list on its own, as one instance does it, over tables in memory.</summary>
internal sealed class RecorderScene : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().AddSingleton<EnforcerMeter>().BuildServiceProvider();
    private readonly TrackedEnforcers tracked;

    public RecorderScene(RecorderScene? beside = null, int most = 20_000)
    {
        Clock = beside?.Clock ?? TestService.NewClock();
        Shared = beside?.Shared ?? new MemoryTables();
        Tables = new(Shared);
        Counters = new(services);
        var meter = services.GetRequiredService<EnforcerMeter>();
        var crowd = new EnforcerCrowd(Clock, new LineLogger<EnforcerCrowd>(Lines));
        tracked = new(most, Clock);
        Store = new(Tables, Clock);
        Writer = new(Store, tracked, meter, crowd, new StorageOutage(Clock, new LineLogger<StorageOutage>(Lines)));
        Recorder = new(tracked, Writer, meter, crowd, Clock, new LineLogger<EnforcerRecorder>(Lines));
    }

    public FakeTimeProvider Clock { get; }

    public ITables Shared { get; }

    public ScriptedTables Tables { get; }

    public Counters Counters { get; }

    public EnforcerStore Store { get; }

    public EnforcerWriter Writer { get; }

    public EnforcerRecorder Recorder { get; }

    /// <summary>The log.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>How many are in memory.</summary>
    public int Tracked => tracked.Count;

    /// <summary>Sees an app now.</summary>
    public void See(string name, long? applied = 1, string key = "k1", string account = "acme") =>
        Recorder.Seen(new(account, key, name, EnforcerKind.App, applied, Address.IPv4(0xCB007109)));

    /// <summary>One round of writing, without the recorder's own.</summary>
    /// <returns>How many transactions it took.</returns>
    public async Task<int> WriteAsync()
    {
        var before = Tables.Writes;
        await Writer.WriteAsync(CancellationToken.None);
        return Tables.Writes - before;
    }

    /// <summary>What is noted: each with its version, and how many seconds ago it was seen.</summary>
    public async Task<string> NotedAsync(string account = "acme") => string.Join(' ', (await Store.ReadAsync(account, CancellationToken.None).ToListAsync())
        .Select(each => $"{each.Name}:{each.Applied}@{Clock.GetUtcNow().ToUnixTimeSeconds() - each.SeenAt}"));

    /// <summary>Lets time pass until something holds.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    public void Dispose()
    {
        Recorder.Dispose();
        Counters.Dispose();
        services.Dispose();
    }
}
