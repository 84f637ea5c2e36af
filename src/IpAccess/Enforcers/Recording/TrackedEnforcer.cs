using IpAccess.Enforcers.Entries;
using IpAccess.Enforcers.Sightings;

namespace IpAccess.Enforcers.Recording;

/// <summary>What one instance knows of somebody who enforces a list.</summary>
internal sealed class TrackedEnforcer
{
    private EnforcerSighting? latest;
    private DateTimeOffset seenAt;
    private long seenStamp;
    private long? takenStamp;
    private long? takenVersion;
    private bool isThere;
    private bool isRefused;

    /// <summary>Whether it is to be written.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Whether it is being written.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>How long it has not been seen.</summary>
    public TimeSpan Unseen(TimeProvider clock) => clock.GetElapsedTime(seenStamp);

    /// <summary>Takes note of a sighting: to be written at once the first time and where the version moved, else now and then.</summary>
    /// <param name="interval">How long it need not be written again where nothing moved.</param>
    public void See(EnforcerSighting sighting, TimeProvider clock, TimeSpan interval)
    {
        (latest, seenAt, seenStamp) = (sighting, clock.GetUtcNow(), clock.GetTimestamp());

        // Who found no room gets none by naming other versions.
        var isMoved = !isRefused && sighting.Applied != takenVersion;
        IsDue |= takenStamp is not { } before || isMoved || clock.GetElapsedTime(before) >= interval;
    }

    /// <summary>Takes it to be written.</summary>
    public DueEnforcer Take(EnforcerId id, TimeProvider clock)
    {
        (IsDue, IsTaken, takenStamp, takenVersion) = (false, true, clock.GetTimestamp(), latest!.Applied);
        return new(id, Enforcer.Of(latest, seenAt.ToUnixTimeSeconds()), isThere);
    }

    /// <summary>Takes note that it was written, or that there was no room for it.</summary>
    public void Written(bool hasRoom) => (IsTaken, isThere, isRefused) = (false, hasRoom, !hasRoom);

    /// <summary>Takes note that it could not be written: it is to be tried again, and others may have written something newer then.</summary>
    public void Failed() => (IsTaken, isThere, IsDue) = (false, false, true);
}

/// <summary>What is to be written of somebody.</summary>
/// <param name="Enforcer">As it was seen last.</param>
/// <param name="IsThere">Whether this instance knows that there is a row; where not, storage has to say.</param>
internal readonly record struct DueEnforcer(EnforcerId Id, Enforcer Enforcer, bool IsThere);
