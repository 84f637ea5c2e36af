using IpAccess.Allowlists;
using IpAccess.Networks;

namespace IpAccess.Checks;

/// <summary>Why an address may come in, or may not; the first that holds, in this order (contract section 5).</summary>
internal enum Reason
{
    /// <summary>The list is switched off.</summary>
    ModeOff,

    /// <summary>Nothing is blocked on this surface.</summary>
    ExemptSurface,

    /// <summary>An operator let the address in for a while.</summary>
    Recovery,

    /// <summary>A rule lets the address in.</summary>
    Rule,

    /// <summary>The list has no rule, which lets everyone in.</summary>
    EmptyList,

    /// <summary>No rule lets the address in, but nothing is blocked.</summary>
    Monitor,

    /// <summary>No rule lets the address in.</summary>
    NotListed,

    /// <summary>Storage was away for too long, and the account wants everyone let in then.</summary>
    Failure,
}

/// <summary>Whether an address may come in.</summary>
/// <param name="Allowed">Whether it may.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rule">The rule that lets it in; null for none.</param>
internal readonly record struct Decision(bool Allowed, Reason Reason, Rule? Rule)
{
    /// <summary>Decides. Pure: all that it knows is given.</summary>
    /// <param name="settings">The account's settings.</param>
    /// <param name="index">The account's rules.</param>
    /// <param name="address">Who wants to come in.</param>
    /// <param name="surface">Where; null where the question does not say.</param>
    /// <param name="now">When, in Unix seconds.</param>
    public static Decision For(Settings settings, RuleIndex index, Address address, string? surface, long now)
    {
        if (settings.Mode == Mode.Off)
        {
            return new(true, Reason.ModeOff, null);
        }

        if (surface is not null && settings.ExemptSurfaces.Contains(surface, StringComparer.Ordinal))
        {
            return new(true, Reason.ExemptSurface, null);
        }

        if (settings.Recovers(address, now))
        {
            return new(true, Reason.Recovery, null);
        }

        if (index.Find(address, now) is { } rule)
        {
            return new(true, Reason.Rule, rule);
        }

        return index.IsEmptyList && settings.EmptyList == EmptyList.Allow
            ? new(true, Reason.EmptyList, null)
            : settings.Mode == Mode.Monitor ? new(true, Reason.Monitor, null) : new(false, Reason.NotListed, null);
    }
}
