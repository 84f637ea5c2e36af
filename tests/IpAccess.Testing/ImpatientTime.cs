using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Testing;

/// <summary>A clock that stands still until it is moved, and on which every pause is over at once.</summary>
internal sealed class ImpatientTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, TimeSpan.Zero, period);
}
