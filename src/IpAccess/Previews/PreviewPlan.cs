using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;

namespace IpAccess.Previews;

/// <summary>Plans a change as the writes that it stands for would.</summary>
/// <param name="caller">Who thinks of it.</param>
/// <param name="asked">The change.</param>
internal sealed class PreviewPlan(Caller caller, PreviewRequest asked)
{
    /// <summary>The rules of the networks to add, new and existing.</summary>
    public IReadOnlyList<Rule> Rules { get; private set; } = [];

    /// <summary>The ids to remove that no rule has.</summary>
    public IReadOnlyList<long> NotFound { get; private set; } = [];

    /// <summary>What the change comes to with the list as it is now.</summary>
    public async Task<Plan> PlanAsync(Allowlist current, long now, CancellationToken cancellationToken)
    {
        var changes = new RuleChanges(caller, now);
        var removed = await current.FindByIdsAsync(asked.Remove, cancellationToken);
        var existing = await current.FindAsync([.. asked.Add.Drafts.Select(draft => draft.Network)], cancellationToken);
        var left = existing.Where(pair => !asked.Remove.Contains(pair.Value.Id)).ToDictionary();
        var added = changes.Add(current, asked.Add.Drafts, left);
        Rules = added.Rules;
        NotFound = [.. asked.Remove.Except(removed.Select(rule => rule.Id))];
        Change?[] parts =
        [
            removed.Count > 0 ? changes.Remove(current, removed) : null,
            added.Change,
            asked.Settings?.ChangeOf(caller, current.Settings),
        ];
        return Together([.. parts.OfType<Change>()]);
    }

    // A network that goes and comes again gets its new rule: a change names it once.
    private static Plan Together(IReadOnlyList<Change> parts)
    {
        var upserts = parts.SelectMany(part => part.Upserts).ToList();
        var added = upserts.Select(rule => rule.Network).ToHashSet();
        return parts.Count == 0
            ? Plan.Nothing
            : Plan.Commit(new()
            {
                Upserts = upserts,
                Removals = [.. parts.SelectMany(part => part.Removals).Where(network => !added.Contains(network))],
                Settings = parts.Select(part => part.Settings).OfType<AllowlistSettings>().SingleOrDefault(),
                NextRuleId = parts.Max(part => part.NextRuleId),
                Audit = [.. parts.SelectMany(part => part.Audit)],
            });
    }
}
