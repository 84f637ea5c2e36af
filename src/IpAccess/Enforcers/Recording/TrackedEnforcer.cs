using IpAccess.Enforcers.Entries;
using IpAccess.Enforcers.Sightings;

namespace IpAccess.Enforcers.Recording;

/// <summary>Who is meant by sightings: those that agree in this are of the same.</summary>
/// <param name="Account">The account whose list it is.</param>
/// <param name="Key">The id of the key that is used.</param>
/// <param name="Name">The name among those who use the key.</param>
internal readonly record struct EnforcerId(string Account, string Key, string Name)
{
    /// <summary>Who was seen.</summary>
    public static EnforcerId Of(EnforcerSighting sighting) => new(sighting.Account, sighting.Key, sighting.Name);
}

/// <summary>What is written of somebody: what was seen last, and whether this instance knows that there is a row for it.</summary>
/// <param name="IsThere">Whether there is one; where not, storage has to say.</param>
internal readonly record struct DueEnforcer(EnforcerId Id, Enforcer Enforcer, bool IsThere);

/// <summary>What one instance knows of somebody who enforces a list.</summary>
/// <param name="latest">What was seen first.</param>
internal sealed class TrackedEnforcer(Enforcer latest)
{
    private bool isRefused;
    private long? takenAt;
    private long? takenVersion;

    /// <summary>What was seen last.</summary>
    public Enforcer Latest { get; private set; } = latest;

    /// <summary>When, by the clock's timestamps.</summary>
    public long SeenAt { get; private set; }

    /// <summary>Whether it is to be written.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Whether it is being written.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Whether this instance knows that there is a row.</summary>
    public bool IsThere { get; private set; }

    /// <summary>Takes note of a sighting: to be written at once the first time and where the version moved, else now and then.</summary>
    /// <param name="interval">How long it need not be written again where nothing moved.</param>
    public void See(Enforcer seen, TimeProvider clock, TimeSpan interval)
    {
        (Latest, SeenAt) = (seen, clock.GetTimestamp());
        var isMoved = !isRefused && seen.Applied != takenVersion;
        IsDue |= takenAt is not { } before || isMoved || clock.GetElapsedTime(before) >= interval;
    }

    /// <summary>Takes it to be written.</summary>
    public void Take(TimeProvider clock) =>
        (IsDue, IsTaken, takenAt, takenVersion) = (false, true, clock.GetTimestamp(), Latest.Applied);

    /// <summary>Takes note that it was written, or that there was no room for it.</summary>
    public void Written(bool isThere) => (IsTaken, IsThere, isRefused) = (false, isThere, !isThere);

    /// <summary>Takes note that it could not be written: it is to be tried again, and others may have written something newer then.</summary>
    public void Failed() => (IsTaken, IsThere, IsDue) = (false, false, true);
}
