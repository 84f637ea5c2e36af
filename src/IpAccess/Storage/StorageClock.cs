using Microsoft.Extensions.Logging;

namespace IpAccess.Storage;

/// <summary>
/// The time that the service goes by: this machine's; or, where the two differ by more than <see cref="Tolerance"/>, that of the
/// storage account, so that all instances agree on what has expired and what was not confirmed in time. Storage tells its time
/// in the <c>Date</c> of its answers, and two in a row that agree are believed. Timers and durations are the machine's own.
/// </summary>
internal sealed partial class StorageClock(TimeProvider machine, ILogger<StorageClock> logger) : TimeProvider
{
    /// <summary>How far the machine's clock may be off and still be right.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    // Of answers that took long nobody can say when on the way they were dated.
    private static readonly TimeSpan MostTaken = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Agreement = TimeSpan.FromSeconds(5);

    // A date has no fractions of a second: on average it is half a second behind.
    private static readonly TimeSpan Fraction = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private TimeSpan? latest;
    private long offset;

    /// <inheritdoc/>
    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    /// <summary>How far the machine's clock is off, for people; null where it is right as far as is known.</summary>
    public string? Deviation => Offset == TimeSpan.Zero ? null : Tell(Offset);

    // What has to be added to the machine's time.
    private TimeSpan Offset => new(Interlocked.Read(ref offset));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => machine.GetUtcNow() + Offset;

    /// <inheritdoc/>
    public override long GetTimestamp() => machine.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Compares the machine's clock with the date of an answer that was received just now.</summary>
    /// <param name="taken">How long the answer took.</param>
    /// <returns>Whether the date contradicts what holds now, so that another answer has to tell.</returns>
    public bool Contradicts(DateTimeOffset date, TimeSpan taken)
    {
        if (taken > MostTaken)
        {
            return false;
        }

        var measured = date + Fraction - (machine.GetUtcNow() - (taken / 2));
        lock (gate)
        {
            var wanted = OffsetFor(measured);
            var isNews = (wanted - Offset).Duration() > Agreement;
            var isAgreed = latest is { } before && (measured - before).Duration() <= Agreement;
            latest = measured;
            if (isNews && isAgreed)
            {
                Settle(wanted);
            }

            return isNews && !isAgreed;
        }
    }

    private static string Tell(TimeSpan offset) => FormattableString.Invariant(
        $"{Math.Round(offset.Duration().TotalSeconds):0} s {(offset < TimeSpan.Zero ? "ahead of" : "behind")} storage");

    // A clock at the edge of what is right must not go to and fro with each answer.
    private TimeSpan OffsetFor(TimeSpan measured)
    {
        var right = Offset == TimeSpan.Zero ? Tolerance : Tolerance - Agreement;
        return measured.Duration() <= right ? TimeSpan.Zero : measured;
    }

    private void Settle(TimeSpan wanted)
    {
        Interlocked.Exchange(ref offset, wanted.Ticks);
        if (wanted == TimeSpan.Zero)
        {
            Log.IsRight(logger);
        }
        else
        {
            Log.IsOff(logger, Tell(wanted));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(60, LogLevel.Warning, "The clock of this machine is {Deviation}: the service goes by storage's")]
        public static partial void IsOff(ILogger logger, string deviation);

        [LoggerMessage(61, LogLevel.Information, "The clock of this machine is right again: the service goes by it")]
        public static partial void IsRight(ILogger logger);
    }
}
