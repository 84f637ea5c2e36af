using System.Text.Json;
using Azure;
using IpAccess.Attempts;
using IpAccess.Storage;
using IpAccess.Text;

namespace IpAccess.Testing.Stores;

/// <summary>
/// Queues in memory that keep to a script: they can be away for a while, lose their answers, keep who sends or counts waiting, or
/// refuse who receives.
/// </summary>
public sealed class ScriptedQueues : IQueues
{
    private readonly MemoryQueues queues;
    private readonly TimeProvider clock;
    private TaskCompletionSource gate = new();
    private int sends;
    private int receives;

    internal ScriptedQueues(TimeProvider clock)
    {
        (queues, this.clock) = (new(clock), clock);
        gate.SetResult();
    }

    public bool IsAway { get; set; }

    /// <summary>What they throw while they are away.</summary>
    public Exception Fault { get; set; } = new RequestFailedException(503, "The queues are away.");

    /// <summary>Whether messages arrive, but who sent them is not told.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Runs before each receiving: it can throw.</summary>
    public Action BeforeReceive { get; set; } = () => { };

    /// <summary>How often someone tried to send.</summary>
    public int Sends => Volatile.Read(ref sends);

    /// <summary>How often someone tried to receive.</summary>
    public int Receives => Volatile.Read(ref receives);

    /// <summary>Keeps waiting who sends or counts from now on.</summary>
    public void Hold() => gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets go who waits.</summary>
    public void Release() => gate.TrySetResult();

    IMessageQueue IQueues.Open(string name) => new Queue(this, queues.Open(name));

    Task IQueues.CreateMissingAsync(CancellationToken cancellationToken) => queues.CreateMissingAsync(cancellationToken);

    /// <summary>The messages that arrived so far, of one or several of the same sending.</summary>
    internal async Task<List<AttemptMessage>> MessagesAsync()
    {
        var received = new List<AttemptMessage>();
        foreach (var text in await TextsAsync())
        {
            var faults = new Faults();
            received.Add(AttemptMessage.Read(JsonElement.Parse(text), TimeBounds.OfMessage(clock.GetUtcNow(), null), faults));
            Assert.False(faults.Any, text);
        }

        return received;
    }

    /// <summary>The texts that arrived so far.</summary>
    internal async Task<List<string>> TextsAsync()
    {
        var queue = queues.Open(QueueNames.AccessAttempts);
        var received = await queue.ReceiveAsync(int.MaxValue, TimeSpan.Zero, CancellationToken.None);
        return [.. received.Select(message => message.Text)];
    }

    private sealed class Queue(ScriptedQueues owner, IMessageQueue queue) : IMessageQueue
    {
        public async Task SendAsync(string text, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner.sends);
            await owner.gate.Task.WaitAsync(cancellationToken);
            Touch(owner.IsAway);
            await queue.SendAsync(text, cancellationToken);
            Touch(owner.LosesAnswers);
        }

        public Task<IReadOnlyList<QueuedMessage>> ReceiveAsync(int most, TimeSpan hiddenFor, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner.receives);
            owner.BeforeReceive();
            Touch(owner.IsAway);
            return queue.ReceiveAsync(most, hiddenFor, cancellationToken);
        }

        public Task DeleteAsync(QueuedMessage message, CancellationToken cancellationToken)
        {
            Touch(owner.IsAway);
            return queue.DeleteAsync(message, cancellationToken);
        }

        public async Task<int> CountAsync(CancellationToken cancellationToken)
        {
            await owner.gate.Task.WaitAsync(cancellationToken);
            Touch(owner.IsAway);
            return await queue.CountAsync(cancellationToken);
        }

        private void Touch(bool isAway)
        {
            if (isAway)
            {
                throw owner.Fault;
            }
        }
    }
}
