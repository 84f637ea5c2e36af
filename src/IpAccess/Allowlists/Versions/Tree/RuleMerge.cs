using System.Collections.Immutable;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>Applies edits to sorted rules.</summary>
internal static class RuleMerge
{
    /// <summary>The rules after the edits.</summary>
    /// <param name="rules">The rules before, in network order.</param>
    /// <param name="edits">What becomes of them, in network order.</param>
    public static ImmutableArray<Rule> Apply(ReadOnlySpan<Rule> rules, ReadOnlySpan<Edit> edits)
    {
        var merged = ImmutableArray.CreateBuilder<Rule>(rules.Length + edits.Length);
        foreach (var edit in edits)
        {
            var before = NetworkOrder.CountBefore(rules, edit.Network, rule => rule.Network);
            merged.AddRange(rules[..before]);
            var isThere = before < rules.Length && rules[before].Network == edit.Network;
            // What is behind is all that later edits can touch, so that the search gets shorter with each.
            rules = rules[(isThere ? before + 1 : before)..];
            if (edit.Rule is { } rule)
            {
                merged.Add(rule);
            }
        }

        merged.AddRange(rules);
        return merged.DrainToImmutable();
    }
}
