using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Networks;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Allowlists;

/// <summary>Which rules a listing asks for.</summary>
/// <param name="Limit">How many on a page.</param>
/// <param name="After">The network after which the page starts; null for the first.</param>
/// <param name="Covers">Only rules whose network holds this address.</param>
/// <param name="LabelPart">Only rules with this text in their label, in any case.</param>
/// <param name="Source">Only rules that came to be this way.</param>
internal sealed record RuleFilter(int Limit, Network? After, Address? Covers, string? LabelPart, string? Source)
{
    /// <summary>Reads the query; what is wrong becomes a fault.</summary>
    public static RuleFilter Read(HttpRequest request, string account, Faults faults)
    {
        var query = new QueryFields(request, faults, "limit", "cursor", "covers", "q", "source");
        return new(
            query.Limit(),
            ReadPosition(Cursor.Read(query, Routes.Rules, account, faults), faults),
            ReadAddress(query.Text("covers"), faults),
            query.Text("q"),
            query.Text("source"));
    }

    /// <summary>The rules of the page, and one more where another page follows.</summary>
    public async Task<List<Rule>> SelectAsync(Allowlist list, CancellationToken cancellationToken)
    {
        var candidates = Covers is { } address
            ? (await list.CoveringAsync(address, cancellationToken))
                .OrderBy(rule => rule.Network)
                .Where(rule => After is not { } after || rule.Network.CompareTo(after) > 0)
                .ToAsyncEnumerable()
            : list.ReadAsync(After, cancellationToken);
        return await candidates.Where(Matches).Take(Limit + 1).ToListAsync(cancellationToken);
    }

    /// <summary>The network that a position in a listing of rules names; null where there is none.</summary>
    internal static Network? ReadPosition(string? position, Faults faults)
    {
        if (position is null)
        {
            return null;
        }

        if (NetworkText.Parse(position, out var network) is null && network.ToString() == position)
        {
            return network;
        }

        Cursor.Refuse(position, faults);
        return null;
    }

    private static Address? ReadAddress(string? text, Faults faults)
    {
        if (text is null)
        {
            return null;
        }

        if (NetworkText.TryParseAddress(text, out var address))
        {
            return address;
        }

        faults.AddAddress("covers", text, "not_an_address", "One address is needed here, without a prefix.");
        return null;
    }

    private bool Matches(Rule rule) =>
        (LabelPart is null || rule.Label?.Contains(LabelPart, StringComparison.OrdinalIgnoreCase) == true)
        && (Source is null || rule.Source == Source);
}
