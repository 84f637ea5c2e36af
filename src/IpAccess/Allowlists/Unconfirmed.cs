using IpAccess.Text;

namespace IpAccess.Allowlists;

/// <summary>Versions that undo themselves unless somebody confirms them in time (docs/guard.md, "Changes that undo themselves").</summary>
internal static class Unconfirmed
{
    /// <summary>Why a write has to wait; null where none awaits its confirmation.</summary>
    public static Refusal? RefusalOf(IAllowlist current) => current.Pending is { } pending ? RefusalOf(pending) : null;

    /// <summary>Why a write has to wait for this version.</summary>
    public static Refusal RefusalOf(PendingVersion pending) => Refusal.Conflict(FormattableString.Invariant(
        $"Version {pending.Version} awaits its confirmation until {TimeText.Of(pending.Until)}. Confirm it, or restore version {pending.RevertsTo}, and try again."));

    /// <summary>The plan with its version to be confirmed, where the terms say so.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="current">The list as it is.</param>
    /// <param name="plan">What is to be done with it.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="now">The time, in Unix seconds.</param>
    public static Plan<T> Until<T>(EditTerms terms, IAllowlist current, Plan<T> plan, Actor actor, long now) =>
        terms.MinutesToConfirm is { } minutes && plan.Change is { MakesVersion: true } change
            ? plan with { Change = change with { Pending = new(true, new(current.Version + 1, now + (60L * minutes), actor.RequestId)) } }
            : plan;

    /// <summary>Keeps a version; there is nothing to do where it is in force and awaits nothing.</summary>
    public static async Task<Plan<Nothing>> ConfirmAsync(
        Actor actor, IAllowlist current, long version, long now, CancellationToken cancellationToken)
    {
        if (version < current.OldestVersion || version > current.Version)
        {
            return Refusal.NotFound;
        }

        if ((current.Pending?.Version ?? current.Version) != version)
        {
            return Refusal.Conflict(FormattableString.Invariant(
                $"Version {version} does not await a confirmation: it was undone, or another one took its place."));
        }

        return await LockoutGuard.CheckAsync(current, actor.Address, now, cancellationToken) is { } refusal ? refusal
            : current.Pending is null ? Plan.Nothing
            : Plan.Commit(Kept(actor, version));
    }

    private static Change Kept(Actor actor, long version) => new()
    {
        MakesVersion = false,
        Pending = new(true, null),
        Audit = [AuditJson.Entry("confirmed", actor, new { Version = version }, new { Version = version })],
    };
}
