using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Text;

namespace IpAccess.Rules;

/// <summary>Which rules a request wants removed: those with these ids, or all that came to be in one of these ways.</summary>
/// <param name="Ids">The ids, in the order given; none where it is by source.</param>
/// <param name="Sources">The sources; none where it is by id.</param>
internal sealed record RuleSelection(IReadOnlySet<long> Ids, IReadOnlySet<string> Sources)
{
    /// <summary>Reads <c>{"ids":[1,2]}</c> or <c>{"sources":["attempt"]}</c>; what is wrong becomes a fault.</summary>
    public static RuleSelection Read(JsonElement root, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "ids", "sources");
        if (!fields.IsGiven("sources"))
        {
            return new(RuleIds.Read(fields, "ids", faults), new HashSet<string>());
        }

        if (fields.IsGiven("ids"))
        {
            faults.Add(fields.At("sources"), null, "not_both", "Either ids or sources, not both.");
        }

        var sources = fields.Texts("sources", required: true);
        return new(new HashSet<long>(), sources.Select(source => source.Text).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The rules of a list that are meant, in network order.</summary>
    public async Task<IReadOnlyList<Rule>> FindAsync(IAllowlist list, CancellationToken cancellationToken) => Sources.Count == 0
        ? await list.FindByIdsAsync(Ids, cancellationToken)
        : [.. (await list.ReadAllAsync(cancellationToken)).Where(rule => Sources.Contains(rule.Source))];
}
