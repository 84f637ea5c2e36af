using System.Collections.Concurrent;
using IpAccess.Allowlists;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Storage;

/// <summary>When the service goes by storage's time, and when by the machine's.</summary>
public sealed class StorageClockTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentQueue<string> lines = [];
    private readonly FakeTimeProvider machine = TestService.NewClock();
    private readonly StorageClock clock;

    public StorageClockTests() => clock = new(machine, new LineLogger<StorageClock>(lines));

    private double Offset => (clock.GetUtcNow() - machine.GetUtcNow()).TotalSeconds;

    [Theory]
    [InlineData(-600, "600 s ahead of storage")]
    [InlineData(600, "600 s behind storage")]
    [InlineData(-31, "31 s ahead of storage")]
    [InlineData(3_000_000, "3000000 s behind storage")]
    public void Beyond_30_seconds_it_goes_by_storage_once_two_answers_in_a_row_agree_and_says_so_once(int storage, string told)
    {
        Assert.True(Answer(storage));
        Assert.Equal((0, null), (Offset, clock.Deviation));

        Assert.False(Answer(storage));
        Assert.False(Answer(storage));

        Assert.Equal(storage, Offset, 1.0);
        Assert.Equal(told, clock.Deviation);
        Assert.Equal([$"Warning The clock of this machine is {told}: the service goes by storage's"], lines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(29)]
    [InlineData(-29)]
    public void Up_to_30_seconds_the_machine_is_right(int storage)
    {
        Assert.False(Answer(storage));
        Assert.False(Answer(storage));

        Assert.Equal((0, null), (Offset, clock.Deviation));
        Assert.Empty(lines);
    }

    [Fact]
    public void One_odd_answer_changes_nothing_and_neither_do_odd_ones_that_do_not_agree()
    {
        foreach (var storage in new[] { 0, 600, 0, -600, 600, 700, 0, 86_400, 0 })
        {
            Answer(storage);
            Assert.Equal(0, Offset);
        }

        Assert.Empty(lines);
    }

    [Fact]
    public void An_answer_that_took_long_tells_nothing()
    {
        Assert.False(clock.Contradicts(machine.GetUtcNow().AddHours(1), TimeSpan.FromSeconds(2.1)));
        Assert.False(clock.Contradicts(machine.GetUtcNow().AddHours(1), TimeSpan.FromSeconds(2.1)));

        Assert.Equal(0, Offset);
    }

    [Fact]
    public void The_way_there_and_back_counts_half()
    {
        for (var i = 0; i < 2; i++)
        {
            clock.Contradicts(machine.GetUtcNow().AddSeconds(60), TimeSpan.FromSeconds(2));
        }

        Assert.Equal(61.5, Offset, 0.01);
    }

    [Fact]
    public void When_the_machine_is_right_again_it_goes_by_the_machine()
    {
        Answer(-600);
        Answer(-600);
        machine.Advance(TimeSpan.FromHours(1));

        Assert.True(Answer(0));
        Assert.Equal(-600, Offset, 1.0);
        Assert.False(Answer(0));

        Assert.Equal((0, null), (Offset, clock.Deviation));
        Assert.Equal("Information The clock of this machine is right again: the service goes by it", lines.Last());
    }

    [Fact]
    public void A_clock_at_the_edge_does_not_go_to_and_fro()
    {
        for (var i = 0; i < 20; i++)
        {
            Answer(i % 4 < 2 ? 31 : 29);
        }

        Assert.Single(lines);
        Assert.Equal(31, Offset, 2.0);
    }

    [Fact]
    public void Durations_are_the_machines_own()
    {
        Answer(600);
        Answer(600);
        var before = clock.GetTimestamp();
        machine.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(3), clock.GetElapsedTime(before));
        Assert.Equal(machine.LocalTimeZone, clock.LocalTimeZone);
        using var due = new CancellationTokenSource(TimeSpan.FromSeconds(1), clock);
        Assert.False(due.IsCancellationRequested);
        machine.Advance(TimeSpan.FromSeconds(1));
        Assert.True(due.IsCancellationRequested);
    }

    // Dates have no fractions.
    private bool Answer(int storage)
    {
        machine.Advance(TimeSpan.FromMilliseconds(370));
        var date = machine.GetUtcNow().AddSeconds(storage);
        return clock.Contradicts(DateTimeOffset.FromUnixTimeSeconds(date.ToUnixTimeSeconds()), Soon);
    }
}
