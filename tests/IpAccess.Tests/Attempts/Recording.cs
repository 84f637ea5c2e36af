using System.Collections.Concurrent;
using IpAccess.Attempts;
using IpAccess.Checks;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Attempts;

/// <summary>The recording of attempts on its own, over queues in memory.</summary>
internal sealed class Recording : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().AddSingleton<AttemptMeter>().BuildServiceProvider();

    public Recording(int most = 100_000)
    {
        Queues = new(Clock);
        Counters = new(services);
        var meter = services.GetRequiredService<AttemptMeter>();
        Pending = new(most, meter);
        Sender = new(Queues, Pending, meter, Clock, new StorageOutage(Clock, new LineLogger<StorageOutage>(Lines)));
        Recorder = new(Pending, Sender, Clock, new LineLogger<AttemptRecorder>(Lines));
    }

    public FakeTimeProvider Clock { get; } = TestService.NewClock();

    public ScriptedQueues Queues { get; }

    public Counters Counters { get; }

    public PendingAttempts Pending { get; }

    public AttemptSender Sender { get; }

    public AttemptRecorder Recorder { get; }

    /// <summary>The log.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>Records one attempt, as of now.</summary>
    public void Record(uint client, string account = "acme", string? surface = null, string? method = null, bool isAllowed = false) =>
        Record(account, new() { Client = Address.IPv4(client), Surface = surface, Method = method }, isAllowed);

    public void Record(string account, Question question, bool isAllowed = false) => Recorder.Record(
        account, question, new(isAllowed, isAllowed ? Reason.EmptyList : Reason.NotListed, null), Clock.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>One round of sending, without the recorder's own.</summary>
    public Task SendAsync() => Sender.SendAsync(CancellationToken.None);

    /// <summary>Lets time pass until something holds.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    /// <summary>How many attempts the queue holds, those of a message that came twice counted once.</summary>
    public async Task<long> QueuedAsync() => Entries(await Queues.MessagesAsync()).Sum(attempt => attempt.Count);

    /// <summary>The entries of messages, without those of a message that came twice.</summary>
    public static IEnumerable<Attempt> Entries(IEnumerable<AttemptMessage> messages) =>
        messages.DistinctBy(message => message.Id).SelectMany(message => message.Attempts);

    public void Dispose()
    {
        Recorder.Dispose();
        Counters.Dispose();
        services.Dispose();
    }
}
