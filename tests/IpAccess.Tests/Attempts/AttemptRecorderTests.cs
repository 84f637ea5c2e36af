using IpAccess.Attempts;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Attempts;

/// <summary>The recorder with its own rounds: when it sends, what it does without a queue, and how it stops.</summary>
public sealed class AttemptRecorderTests
{
    [Fact]
    public async Task It_sends_twice_a_second_and_again_each_second_while_the_queue_is_away()
    {
        using var recording = new Recording();
        await recording.Recorder.StartAsync(CancellationToken.None);
        recording.Queues.IsAway = true;
        recording.Record(1);
        await recording.UntilAsync(() => recording.Queues.Sends >= 3);
        recording.Queues.IsAway = false;

        await recording.UntilAsync(() => recording.Pending.IsEmpty);
        recording.Record(1);
        await recording.UntilAsync(() => recording.Pending.IsEmpty);

        Assert.Equal((2, 2), (await recording.QueuedAsync(), recording.Counters.Recorded));
    }

    [Fact]
    public async Task Beyond_the_bound_new_keys_are_dropped_and_counted_and_known_ones_still_count()
    {
        using var recording = new Recording(most: 500);
        recording.Queues.IsAway = true;
        for (var i = 0; i < 800; i++)
        {
            recording.Record((uint)i);
        }

        Assert.Equal(300, recording.Counters.Dropped);
        await recording.Recorder.StartAsync(CancellationToken.None);
        await recording.UntilAsync(() => recording.Queues.Sends >= 20);
        var known = Enumerable.Range(0, 800).Where(i => IsTaken(recording, (uint)i)).ToList();
        Assert.InRange(known.Count, 500 - (8 * 30), 500);
        var dropped = recording.Counters.Dropped;
        Assert.Equal(300 + 800 - known.Count, dropped);

        recording.Queues.IsAway = false;
        await recording.UntilAsync(() => recording.Pending.IsEmpty);

        Assert.Equal(1600 - dropped, await recording.QueuedAsync());
        Assert.Equal(1600, recording.Counters.Recorded + recording.Counters.Dropped);
        Assert.True(IsTaken(recording, 801));
        Assert.Contains("Error 300 attempts found no room: more than IpAccess:Limits:PendingAttempts wait for the queue", recording.Lines);
    }

    [Fact]
    public async Task Stopping_hands_over_all_that_is_there()
    {
        using var recording = new Recording();
        await recording.Recorder.StartAsync(CancellationToken.None);
        for (var i = 0; i < 10_000; i++)
        {
            recording.Record((uint)i);
        }

        await recording.Recorder.StopAsync(CancellationToken.None);

        Assert.Equal(10_000, await recording.QueuedAsync());
        Assert.Empty(recording.Lines);
    }

    [Fact]
    public async Task Stopping_waits_for_a_queue_that_is_away()
    {
        using var recording = new Recording();
        recording.Queues.IsAway = true;
        await recording.Recorder.StartAsync(CancellationToken.None);
        for (var i = 0; i < 1000; i++)
        {
            recording.Record((uint)i);
        }

        var stopping = recording.Recorder.StopAsync(CancellationToken.None);
        await recording.UntilAsync(() => recording.Queues.Sends >= 20);
        Assert.False(stopping.IsCompleted);
        recording.Queues.IsAway = false;
        await recording.UntilAsync(() => stopping.IsCompleted);

        Assert.Equal((1000, 0), (await recording.QueuedAsync(), recording.Counters.Dropped));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stopped_without_patience_it_counts_what_it_gives_up(bool isHanging)
    {
        using var recording = new Recording();
        recording.Queues.IsAway = true;
        if (isHanging)
        {
            recording.Queues.Hold();
        }

        await recording.Recorder.StartAsync(CancellationToken.None);
        for (var i = 0; i < 1000; i++)
        {
            recording.Record((uint)(i % 700));
        }

        using var patience = new CancellationTokenSource();
        await recording.UntilAsync(() => recording.Queues.Sends > 0);
        var stopping = recording.Recorder.StopAsync(patience.Token);
        Assert.False(stopping.IsCompleted);
        await patience.CancelAsync();
        await stopping;

        Assert.Equal((0, 1000), (recording.Counters.Recorded, recording.Counters.Dropped));
        Assert.Contains("Error 1000 attempts are lost: the queue did not take them before the service stopped", recording.Lines);
        recording.Record(1);
        Assert.Equal(1001, recording.Counters.Dropped);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(300)]
    public async Task Whatever_happens_meanwhile_each_attempt_is_in_the_queue_once_or_counted_as_dropped(int most)
    {
        const int Threads = 4;
        var each = Effort.Of(20_000, 1_000_000);
        using var recording = new Recording(most);
        await recording.Recorder.StartAsync(CancellationToken.None);
        var recorders = Enumerable.Range(0, Threads).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < each; i++)
            {
                recording.Record((uint)random.Next(2000), account: i % 3 == 0 ? "other" : "acme");
            }
        })).ToList();
        var weather = new Random(99);
        await recording.UntilAsync(() =>
        {
            recording.Queues.IsAway = weather.Next(3) == 0;
            recording.Queues.LosesAnswers = weather.Next(5) == 0;
            return recorders.All(recorder => recorder.IsCompleted);
        });
        await Task.WhenAll(recorders);
        (recording.Queues.IsAway, recording.Queues.LosesAnswers) = (false, false);

        await recording.Recorder.StopAsync(CancellationToken.None).WhileTimePasses(recording.Clock);

        var queued = await recording.QueuedAsync();
        Assert.Equal((long)Threads * each, queued + recording.Counters.Dropped);
        Assert.Equal(queued, recording.Counters.Recorded);
        Assert.Equal(most > 4000, recording.Counters.Dropped == 0);
    }

    private static bool IsTaken(Recording recording, uint client)
    {
        var before = recording.Counters.Dropped;
        recording.Record(client);
        return recording.Counters.Dropped == before;
    }
}
