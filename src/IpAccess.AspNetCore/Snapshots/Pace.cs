namespace IpAccess.AspNetCore.Snapshots;

/// <summary>
/// How the service's clock goes, as its answers tell: what one of them says late was true long ago. A clock that was set back makes
/// answers late for ever; it is believed once it has gone on by itself for a minute, as an answer that is given again does not.
/// </summary>
internal sealed class Pace(TimeProvider clock)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(60);
    private (long AsOf, long At)? earliest;
    private (long AsOf, long At)? late;

    /// <summary>How old an answer was when it was asked for; 0 where earlier ones do not say.</summary>
    /// <param name="asOf">The time that it says, in Unix milliseconds.</param>
    /// <param name="asked">When the question began.</param>
    public TimeSpan AgeAt(long asOf, long asked)
    {
        var age = earliest is var (known, at) ? TimeSpan.FromMilliseconds(known - asOf) + clock.GetElapsedTime(at, asked) : TimeSpan.Zero;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    /// <summary>Takes note of an answer that came just now.</summary>
    /// <inheritdoc cref="AgeAt"/>
    public void Note(long asOf, long asked)
    {
        var now = clock.GetTimestamp();
        if (earliest is not var (known, at) || TimeSpan.FromMilliseconds(asOf - known) > clock.GetElapsedTime(at, now))
        {
            (earliest, late) = ((asOf, now), null);
        }
        else if (AgeAt(asOf, asked) <= Held.Tolerance)
        {
            late = null;
        }
        else if (late is not var (since, began) || !GoesOn(asOf - since, clock.GetElapsedTime(began, asked)))
        {
            late = (asOf, asked);
        }
        else if (clock.GetElapsedTime(began, asked) >= Believed)
        {
            (earliest, late) = ((asOf, now), null);
        }
    }

    private static bool GoesOn(long milliseconds, TimeSpan passed) =>
        (TimeSpan.FromMilliseconds(milliseconds) - passed).Duration() <= Held.Tolerance;
}
