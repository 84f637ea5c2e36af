using Microsoft.Extensions.Time.Testing;

namespace IpAccess.AspNetCore.Tests.Scenes;

/// <summary>The clocks of a machine: the monotonic one and its timers are the test's, the wall clock can be off.</summary>
internal sealed class SkewedTime(FakeTimeProvider time) : TimeProvider
{
    /// <summary>By how much the wall clock is ahead of the test's.</summary>
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Skew;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
