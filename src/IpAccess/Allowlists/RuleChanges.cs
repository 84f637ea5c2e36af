using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>What the writes to the rules come to, given the list as it is.</summary>
/// <param name="actor">Who asks.</param>
/// <param name="now">The time, in Unix seconds.</param>
internal sealed class RuleChanges(Actor actor, long now)
{
    /// <summary>Adds the drafts whose networks have no rule yet.</summary>
    public AddedRules Add(IAllowlist current, IReadOnlyList<RuleDraft> drafts, IReadOnlyDictionary<Network, Rule> existing)
    {
        var nextId = current.NextRuleId;
        var rules = new List<Rule>(drafts.Count);
        var added = new List<Rule>();
        foreach (var draft in drafts)
        {
            if (!existing.TryGetValue(draft.Network, out var rule))
            {
                rule = New(draft, nextId++);
                added.Add(rule);
            }

            rules.Add(rule);
        }

        var change = new Change
        {
            Upserts = added,
            NextRuleId = nextId,
            Audit = [AuditJson.Entry("rules_added", actor, AuditJson.Rules([]), AuditJson.Rules(added))],
        };
        return new(rules, added.Count, Removed: 0, added.Count > 0 ? change : null);
    }

    /// <summary>Makes the drafts the whole list; a network that stays keeps its rule, with what its draft gives.</summary>
    public AddedRules Replace(IAllowlist current, IReadOnlyList<RuleDraft> drafts, IReadOnlyList<Rule> all)
    {
        var existing = all.ToDictionary(rule => rule.Network);
        var nextId = current.NextRuleId;
        var rules = drafts
            .Select(draft => existing.TryGetValue(draft.Network, out var rule) ? draft.Over(rule, now) : New(draft, nextId++))
            .ToList();
        var named = drafts.Select(draft => draft.Network).ToHashSet();
        var removed = all.Where(rule => !named.Contains(rule.Network)).ToList();
        var upserts = rules.Where(rule => !ReferenceEquals(existing.GetValueOrDefault(rule.Network), rule)).ToList();
        var before = removed.Concat(upserts.Select(rule => existing.GetValueOrDefault(rule.Network)).OfType<Rule>()).ToList();
        var change = new Change
        {
            Upserts = upserts,
            Removals = [.. removed.Select(rule => rule.Network)],
            NextRuleId = nextId,
            Audit =
            [
                AuditJson.Entry("rules_replaced", actor, AuditJson.Rules(before), AuditJson.Rules(upserts)),
                .. AuditJson.Lifted(actor, current.RuleCount, rules.Count, current.Settings),
            ],
        };
        var added = upserts.Count(rule => !existing.ContainsKey(rule.Network));
        return new(rules, added, removed.Count, upserts.Count + removed.Count > 0 ? change : null);
    }

    /// <summary>Removes rules.</summary>
    public Change Remove(IAllowlist current, IReadOnlyList<Rule> rules) => new()
    {
        Removals = [.. rules.Select(rule => rule.Network)],
        Audit =
        [
            AuditJson.Entry("rules_removed", actor, AuditJson.Rules(rules), AuditJson.Rules([])),
            .. AuditJson.Lifted(actor, current.RuleCount, current.RuleCount - rules.Count, current.Settings),
        ],
    };

    /// <summary>Puts a rule in the place of what it was before.</summary>
    public Change Put(Rule before, Rule after) => new()
    {
        Upserts = [after],
        Audit = [AuditJson.Entry("rule_changed", actor, AuditJson.Rules([before]), AuditJson.Rules([after]))],
    };

    private Rule New(RuleDraft draft, long id) => new()
    {
        Id = id,
        Network = draft.Network,
        Label = draft.Label.Value,
        Enabled = draft.Enabled ?? true,
        ExpiresAt = draft.ExpiresAt.Value,
        Source = draft.Source,
        CreatedBy = $"key:{actor.Key}",
        CreatedAt = now,
        UpdatedAt = now,
    };
}

/// <summary>What came of the rules that a request names.</summary>
/// <param name="Rules">The rule of each network, in the order given.</param>
/// <param name="Added">How many are new.</param>
/// <param name="Removed">How many others went.</param>
/// <param name="Change">What changes; null where nothing does.</param>
internal sealed record AddedRules(IReadOnlyList<Rule> Rules, int Added, int Removed, Change? Change);
