using System.Runtime.CompilerServices;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>Which rules a listing asks for.</summary>
/// <param name="Covers">Only rules whose network holds this address.</param>
/// <param name="LabelPart">Only rules with this text in their label, in any case.</param>
/// <param name="Source">Only rules that came to be this way.</param>
internal sealed record RuleFilter(Address? Covers, string? LabelPart, string? Source)
{
    /// <summary>The query parameters of a filter.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["covers", "q", "source"];

    /// <summary>Reads the query; what is wrong becomes a fault.</summary>
    public static RuleFilter Read(QueryFields query, Faults faults) =>
        new(ReadAddress(query.Text("covers"), faults), query.Text("q"), query.Text("source"));

    /// <summary>The rules in network order, each read when it is asked for.</summary>
    /// <param name="list">The list.</param>
    /// <param name="after">Where to begin: after this network; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<Rule> SelectAsync(
        Allowlist list, Network? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var candidates = Covers is { } address
            ? (await list.CoveringAsync(address, cancellationToken))
                .OrderBy(rule => rule.Network)
                .Where(rule => after is not { } start || rule.Network.CompareTo(start) > 0)
                .ToAsyncEnumerable()
            : list.ReadAsync(after, cancellationToken);
        await foreach (var rule in candidates)
        {
            if (Matches(rule))
            {
                yield return rule;
            }
        }
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
