using IpAccess.Networks;

namespace IpAccess.Decisions;

/// <summary>Whether an address may come in. Whoever has to know asks here: checks, ingest, previews, the lockout guard, views.</summary>
/// <param name="Allowed">Whether it may.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rule">The rule that lets it in; null for none.</param>
internal readonly record struct Decision(bool Allowed, Reason Reason, IDecidingRule? Rule)
{
    /// <summary>Decides. Pure: all that it knows is given.</summary>
    /// <param name="settings">The account's settings.</param>
    /// <param name="index">The account's rules.</param>
    /// <param name="address">Who wants to come in; the default value, which no rule covers, where that is unknown.</param>
    /// <param name="surface">Where; null where the question does not say.</param>
    /// <param name="now">When, in Unix seconds.</param>
    public static Decision For(DecisionSettings settings, RuleIndex index, Address address, string? surface, long now)
    {
        if (settings.Mode == Mode.Off)
        {
            return new(true, Reason.ModeOff, null);
        }

        if (surface is not null && settings.ExemptSurfaces.AsSpan().Contains(surface))
        {
            return new(true, Reason.ExemptSurface, null);
        }

        if (settings.Recovers(address, now))
        {
            return new(true, Reason.Recovery, null);
        }

        var listed = ByList(settings, index, address, now);
        return listed.Allowed || settings.Mode == Mode.Enforce ? listed : new(true, Reason.Monitor, null);
    }

    /// <summary>
    /// What the list itself says, by its rules and by being empty, whatever else lets an address in: that is what the lockout
    /// guard counts.
    /// </summary>
    /// <param name="settings">The account's settings.</param>
    /// <param name="index">The account's rules.</param>
    /// <param name="address">Who wants to come in. An unknown one is in no list, not even in an empty one.</param>
    /// <param name="now">When, in Unix seconds.</param>
    public static Decision ByList(DecisionSettings settings, RuleIndex index, Address address, long now)
    {
        if (index.Find(address, now) is { } rule)
        {
            return new(true, Reason.Rule, rule);
        }

        return address.IsNone ? new(false, Reason.UnknownAddress, null)
            : index.IsEmptyList && settings.EmptyList == EmptyList.Allow ? new(true, Reason.EmptyList, null)
            : new(false, Reason.NotListed, null);
    }
}
