using IpAccess.Storage;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Storage;

public sealed class MemoryQueueTests : QueueContract
{
    private readonly FakeTimeProvider clock = new();

    public MemoryQueueTests() => Queue = new MemoryQueues(clock).Open("queue");

    private protected override IMessageQueue Queue { get; }

    [Fact]
    public void A_name_is_always_the_same_queue()
    {
        var queues = new MemoryQueues(clock);

        Assert.Same(queues.Open("one"), queues.Open("one"));
        Assert.NotSame(queues.Open("one"), queues.Open("two"));
    }

    private protected override Task PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        return Task.CompletedTask;
    }
}
