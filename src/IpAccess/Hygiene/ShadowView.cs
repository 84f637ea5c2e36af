using IpAccess.Allowlists;

namespace IpAccess.Hygiene;

/// <summary>A shadowed rule as the API shows it.</summary>
internal sealed record ShadowView(long? Id, string Network, NamedRuleView By)
{
    /// <summary>The view of a shadow.</summary>
    /// <param name="shadow">The shadow.</param>
    /// <param name="nextId">The first id that no rule has yet: a rule with it or a later one is shown without an id.</param>
    public static ShadowView Of(Shadow shadow, long nextId = long.MaxValue)
    {
        var (rule, by) = (NamedRuleView.Of(shadow.Rule, nextId), NamedRuleView.Of(shadow.By, nextId));
        return new(rule.Id, rule.Network, by);
    }
}

/// <summary>A rule as others name it.</summary>
internal sealed record NamedRuleView(long? Id, string Network)
{
    /// <summary>The view of a rule.</summary>
    public static NamedRuleView Of(Rule rule, long nextId) =>
        new(rule.Id < nextId ? rule.Id : null, rule.Network.ToString());
}
