using IpAccess.Decisions;

namespace IpAccess.AspNetCore.Deciding;

/// <summary>What becomes of a request.</summary>
/// <param name="Reason">Why, in the words of the API, or one of those below.</param>
/// <param name="IsAllowed">Whether it may go on.</param>
/// <param name="IsKnown">Whether there was a list to decide by.</param>
/// <param name="RuleId">The rule that lets it in; 0 for none.</param>
/// <param name="MayAsk">Whether only the service can decide this: the list learns, or trusts by itself.</param>
/// <param name="At">When, in Unix seconds of the service; null where its time is not known.</param>
internal readonly record struct Verdict(
    string Reason, bool IsAllowed, bool IsKnown, long RuleId = 0, bool MayAsk = false, long? At = null)
{
    /// <summary>Nobody can know: the list is too old, or there is none.</summary>
    public static readonly Verdict Unavailable = new("unavailable", IsAllowed: false, IsKnown: false);

    /// <summary>Nobody can know, and everybody is let in then.</summary>
    public static readonly Verdict Failure = new(ReasonNames.Of(Decisions.Reason.Failure), IsAllowed: true, IsKnown: false);

    /// <summary>The service was asked, and lets it in.</summary>
    public static readonly Verdict Asked = new("asked", IsAllowed: true, IsKnown: true);

    /// <summary>What a decision on a list means.</summary>
    public static Verdict Of(in Decision decision, bool mayAsk, long at) => new(
        ReasonNames.Of(decision.Reason),
        decision.Allowed,
        IsKnown: true,
        decision.Rule?.Id ?? 0,
        mayAsk && decision.Reason == Decisions.Reason.NotListed,
        at);
}
