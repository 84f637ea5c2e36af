using System.Globalization;
using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Text;

namespace IpAccess.Rules;

/// <summary>The ids of rules in requests.</summary>
internal static class RuleIds
{
    /// <summary>Reads <c>{"ids":[1,2]}</c>; what is wrong becomes a fault.</summary>
    public static HashSet<long> Read(JsonElement root, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "ids");
        return Read(fields, "ids", faults);
    }

    /// <summary>Reads a list of ids that is needed; what is wrong becomes a fault.</summary>
    public static HashSet<long> Read(JsonFields fields, string name, Faults faults)
    {
        var ids = new HashSet<long>();
        foreach (var (item, at) in fields.Items(name, required: true))
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var id))
            {
                ids.Add(id);
            }
            else
            {
                faults.Add(at, JsonFields.Show(item), "wrong_type", "The id of a rule is needed here: a whole number.");
            }
        }

        return ids;
    }

    /// <summary>The rule with the id in a path; null for none. An id that is no number is an id that no rule has.</summary>
    public static async Task<Rule?> FindAsync(IAllowlist list, string id, CancellationToken cancellationToken) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && await list.FindByIdsAsync(new HashSet<long> { number }, cancellationToken) is [var rule]
            ? rule
            : null;
}
