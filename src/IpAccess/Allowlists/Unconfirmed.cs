using IpAccess.Allowlists.Versions;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Http.Messages;

namespace IpAccess.Allowlists;

/// <summary>Versions that undo themselves unless somebody confirms them in time (contract section 4).</summary>
internal static class Unconfirmed
{
    /// <summary>The plan, refused while a version awaits its confirmation: undoing that one must not take a later change along.</summary>
    public static Func<Allowlist, long, CancellationToken, Task<Plan>> Refuse(
        Func<Allowlist, long, CancellationToken, Task<Plan>> plan) =>
        (current, now, token) => current.Pending is { } pending
            ? Task.FromResult(Plan.Refuse(ProblemOf(pending)))
            : plan(current, now, token);

    /// <summary>The judgement on an outcome, for who only wants to know: that it has to wait comes first.</summary>
    public static CheckOutcome RefuseFirst(CheckOutcome judge) => (before, after, token) => before.Pending is { } pending
        ? Task.FromResult<Problem?>(ProblemOf(pending))
        : judge(before, after, token);

    /// <summary>Why a write has to wait.</summary>
    public static Problem ProblemOf(PendingVersion pending) => Problems.Conflict(FormattableString.Invariant(
        $"Version {pending.Version} awaits its confirmation until {ApiJson.Time(pending.Until)}. Confirm it, or restore version {pending.RevertsTo}, and try again."));

    /// <summary>The plan with its version to be confirmed, where the terms say so.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="current">The list as it is.</param>
    /// <param name="plan">What is to be done with it.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="now">The time, in Unix seconds.</param>
    public static Plan Until(WriteTerms terms, Allowlist current, Plan plan, Caller caller, long now) =>
        terms.MinutesToConfirm is { } minutes && plan.Change is { MakesVersion: true } change
            ? Plan.Commit(change with { Pending = new(true, new(current.Version + 1, now + (60L * minutes), caller.RequestId)) })
            : plan;

    /// <summary>Keeps a version; there is nothing to do where it is in force and awaits nothing.</summary>
    public static async Task<Plan> ConfirmAsync(
        Caller caller, Allowlist current, long version, long now, CancellationToken cancellationToken)
    {
        if (version < current.OldestVersion || version > current.Version)
        {
            return Plan.Refuse(Problems.NotFound);
        }

        if ((current.Pending?.Version ?? current.Version) != version)
        {
            return Plan.Refuse(Problems.Conflict(FormattableString.Invariant(
                $"Version {version} does not await a confirmation: it was undone, or another one took its place.")));
        }

        if (current.Settings.Mode == Mode.Enforce
            && !await LockoutGuard.LetsInAsync(current, caller.Client.Address, now, cancellationToken))
        {
            return Plan.Refuse(Problems.WouldLockYouOut(caller.Client.Address.ToString()));
        }

        return current.Pending is null ? Plan.Nothing : Plan.Commit(Kept(caller, version));
    }

    private static Change Kept(Caller caller, long version) => new()
    {
        MakesVersion = false,
        Pending = new(true, null),
        Audit = [AuditJson.Entry("confirmed", caller, new { Version = version }, new { Version = version })],
    };
}
