using IpAccess.AspNetCore.Snapshots;
using IpAccess.AspNetCore.Telemetry;
using IpAccess.Decisions;
using IpAccess.Networks;
using Microsoft.Extensions.Options;

namespace IpAccess.AspNetCore.Deciding;

/// <summary>Decides from the snapshot in hand, as long as it may. A decision on a list that may decide allocates nothing.</summary>
internal sealed class LocalDecider(SnapshotHolder holder, Freshness freshness, Alarms alarms, IOptions<IpAccessOptions> options)
{
    private readonly bool letsInWithoutList = options.Value.OnNoSnapshot == NoSnapshotPolicy.Allow;

    /// <summary>Decides.</summary>
    /// <param name="address">Who wants to come in; the default value where that is unknown.</param>
    /// <param name="surface">Where; null for nowhere in particular.</param>
    public Verdict Decide(Address address, string? surface)
    {
        if (holder.Current is not { } held)
        {
            return letsInWithoutList && !holder.IsRefused ? LetIn("there never was a list, and OnNoSnapshot is Allow") : Verdict.Unavailable;
        }

        var age = held.Age;
        if (age.HasJumped)
        {
            freshness.LookAtClocks(held, age);
        }

        var now = held.ServiceTime(age);
        var state = held.Snapshot.At(now);
        var limit = state.Settings.MaxStaleSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Limits.Default;
        if (age.Total <= limit)
        {
            return Verdict.Of(Decision.For(state.Settings, state.Index, address, surface, now), MayAsk(state.Settings, now), now);
        }

        // A key that is refused is an answer, and a clock that may be wrong is none: neither is the outage that was meant.
        return state.Settings.OnFailure == FailurePolicy.Allow && !holder.IsRefused && age.IsSurelyOver(limit)
            ? LetIn("the list is too old, and the account's on_failure is allow")
            : Verdict.Unavailable;
    }

    private static bool MayAsk(DecisionSettings settings, long now) =>
        settings.Unknown == UnknownPolicy.Auto || settings.LearningUntil > now;

    private Verdict LetIn(string why)
    {
        alarms.Raise(Trouble.LetIn, why);
        return Verdict.Failure;
    }
}
