using IpAccess.AspNetCore.Service;
using IpAccess.AspNetCore.Snapshots;
using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.Options;

namespace IpAccess.AspNetCore.Tests;

/// <summary>Timers that ring while the answer that they wait for comes.</summary>
public sealed class LateTimerTests
{
    [Fact]
    public async Task One_that_rings_just_as_a_poll_ended_does_not_end_the_app()
    {
        var clock = new LateTime(TestService.NewClock());
        using var script = new ScriptedService(clock);
        using var service = new ServiceConnection(Options.Create(new IpAccessOptions
        {
            Service = new("https://ipaccess.example"),
            Key = "ipa_key-of-the-tests",
            Handler = script,
        }));

        var answer = await new SnapshotQuestion(service, clock).AskAsync(known: null, CancellationToken.None);

        Assert.IsType<PollAnswer.Changed>(answer);
        Assert.NotEmpty(clock.Rings);
        Assert.All(clock.Rings, ring => ring());
    }

    // Whoever disposes a timer does not wait for a ring that has begun.
    private sealed class LateTime(TimeProvider time) : TimeProvider
    {
        public List<Action> Rings { get; } = [];

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Rings.Add(() => callback(state));
            return time.CreateTimer(callback, state, dueTime, period);
        }
    }
}
