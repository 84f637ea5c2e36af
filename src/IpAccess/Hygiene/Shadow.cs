using IpAccess.Allowlists;

namespace IpAccess.Hygiene;

/// <summary>A rule in force that could go without a trace, as another lets the same addresses in for as long or longer.</summary>
/// <param name="By">The other; of several, the one around all of them.</param>
internal readonly record struct Shadow(Rule Rule, Rule By)
{
    /// <summary>The shadowed ones of these rules.</summary>
    /// <param name="inForce">Rules in force, in network order.</param>
    public static IEnumerable<Shadow> Of(IEnumerable<Rule> inForce)
    {
        var around = new List<Rule>();
        foreach (var rule in inForce)
        {
            while (around.Count > 0 && !around[^1].Network.Contains(rule.Network.First))
            {
                around.RemoveAt(around.Count - 1);
            }

            if (around.Find(other => LastsAsLong(other, rule)) is { } by)
            {
                yield return new(rule, by);
            }

            around.Add(rule);
        }
    }

    private static bool LastsAsLong(Rule other, Rule rule) => other.ExpiresAt is not { } end || end >= rule.ExpiresAt;
}
