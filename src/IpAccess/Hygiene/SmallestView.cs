using IpAccess.Allowlists;
using IpAccess.Text;

namespace IpAccess.Hygiene;

/// <summary>The smallest list as the API shows it. Its rules can be put in the place of the list.</summary>
internal sealed record SmallestView(int RuleCount, IEnumerable<TidyRuleView> Rules);

/// <summary>What leads from a list to the smallest one, as a preview takes it.</summary>
internal sealed record TidyingView(IEnumerable<TidyRuleView> Add, IEnumerable<long> Remove, bool AllowBroad)
{
    /// <summary>
    /// The view for a list with these rules; null where there is nothing to do, and where nothing would be left, since a list
    /// without a rule can mean that everyone may come in.
    /// </summary>
    public static TidyingView? Of(SmallestList smallest, Rule[] all)
    {
        var added = smallest.Rules.Where(rule => rule.Kept is null).ToList();
        var isDone = added.Count == 0 && smallest.Rules.Count == all.Length;
        return isDone || smallest.Rules.Count == 0
            ? null
            : new(
                added.Select(TidyRuleView.Of),
                all.Where(rule => !smallest.Keeps(rule)).Select(rule => rule.Id).Order(),
                added.Exists(rule => rule.Timed.Network.IsBroad));
    }
}

/// <summary>A rule of the smallest list as a request names it; enabled, as the rule of its network may not be.</summary>
internal sealed record TidyRuleView(string Value, string? Label, string? ExpiresAt, bool Enabled)
{
    /// <summary>The view of a rule.</summary>
    public static TidyRuleView Of(SmallestRule rule) =>
        new(rule.Timed.Network.ToString(), rule.Kept?.Label, TimeText.Of(rule.Timed.Until), Enabled: true);
}
