using IpAccess.Allowlists;

namespace IpAccess.Previews;

/// <summary>What the plan of a preview found.</summary>
/// <param name="Rules">The rules of the networks to add, new and existing.</param>
/// <param name="NotFound">The ids to remove that no rule has.</param>
internal sealed record PreviewedRules(IReadOnlyList<Rule> Rules, IReadOnlyList<long> NotFound);

/// <summary>Plans a change as the writes that it stands for would.</summary>
/// <param name="actor">Who thinks of it.</param>
/// <param name="asked">The change.</param>
internal sealed class PreviewPlan(Actor actor, PreviewRequest asked)
{
    /// <summary>What the change comes to with the list as it is now.</summary>
    public async Task<Plan<PreviewedRules>> PlanAsync(IAllowlist current, long now, CancellationToken cancellationToken)
    {
        var changes = new RuleChanges(actor, now);
        var removed = await current.FindByIdsAsync(asked.Remove, cancellationToken);
        var existing = await current.FindAsync([.. asked.Add.Drafts.Select(draft => draft.Network)], cancellationToken);
        var left = existing.Where(pair => !asked.Remove.Contains(pair.Value.Id)).ToDictionary();
        var added = changes.Add(current, asked.Add.Drafts, left);
        Change?[] parts =
        [
            removed.Count > 0 ? changes.Remove(current, removed) : null,
            added.Change,
            asked.Settings?.ChangeOf(actor, current.Settings),
        ];
        return Plan.Of(
            Together([.. parts.OfType<Change>()]),
            new PreviewedRules(added.Rules, [.. asked.Remove.Except(removed.Select(rule => rule.Id))]));
    }

    // A network that goes and comes again gets its new rule: a change names it once.
    private static Change? Together(IReadOnlyList<Change> parts)
    {
        var upserts = parts.SelectMany(part => part.Upserts).ToList();
        var added = upserts.Select(rule => rule.Network).ToHashSet();
        return parts.Count == 0
            ? null
            : new()
            {
                Upserts = upserts,
                Removals = [.. parts.SelectMany(part => part.Removals).Where(network => !added.Contains(network))],
                Settings = parts.Select(part => part.Settings).OfType<AllowlistSettings>().SingleOrDefault(),
                NextRuleId = parts.Max(part => part.NextRuleId),
                Audit = [.. parts.SelectMany(part => part.Audit)],
            };
    }
}
