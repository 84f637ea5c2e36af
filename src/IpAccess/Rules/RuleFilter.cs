using System.Runtime.CompilerServices;
using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Rules;

/// <summary>Which rules a listing asks for.</summary>
/// <param name="Covers">Only rules whose network holds this address.</param>
/// <param name="LabelPart">Only rules with this text in their label, in any case, however its accents are encoded.</param>
/// <param name="Source">Only rules that came to be this way.</param>
internal sealed record RuleFilter(Address? Covers, string? LabelPart, string? Source)
{
    private static readonly Dictionary<string, Func<Rule, long, bool>> States = new(StringComparer.Ordinal)
    {
        ["enabled"] = (rule, now) => rule.IsInForce(now),
        ["disabled"] = (rule, _) => !rule.Enabled,
        ["expired"] = (rule, now) => rule.ExpiresAt <= now,
    };

    private readonly string? composedPart = LabelPart is null ? null : ComposedText.Of(LabelPart);

    /// <summary>The query parameters of a filter.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["covers", "q", "source", "state"];

    /// <summary>Only rules in this state; null for all. One that is disabled and expired is in both.</summary>
    public Func<Rule, bool>? State { get; private init; }

    /// <summary>Reads the query at this time (Unix seconds); what is wrong becomes a fault.</summary>
    public static RuleFilter Read(QueryFields query, long now, Faults faults) =>
        new(ReadAddress(query, faults), query.Text("q"), query.Text("source")) { State = ReadState(query, now, faults) };

    /// <summary>The rules in network order, each read when it is asked for.</summary>
    /// <param name="list">The list.</param>
    /// <param name="after">Where to begin: after this network; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<Rule> SelectAsync(
        IAllowlist list, Network? after, [EnumeratorCancellation] CancellationToken cancellationToken)
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

    private static Address? ReadAddress(QueryFields query, Faults faults) =>
        query.Text("covers") is { } text && AddressText.Read(text, "covers", faults) is { IsNone: false } address ? address : null;

    private static Func<Rule, bool>? ReadState(QueryFields query, long now, Faults faults)
    {
        if (query.Text("state") is not { } name)
        {
            return null;
        }

        if (States.TryGetValue(name, out var state))
        {
            return rule => state(rule, now);
        }

        faults.Add("state", name, "not_one_of", $"One of {string.Join(", ", States.Keys)}.");
        return null;
    }

    private bool Matches(Rule rule) =>
        (composedPart is null || (rule.Label is { } label && ComposedText.Of(label).Contains(composedPart, StringComparison.OrdinalIgnoreCase)))
        && (Source is null || rule.Source == Source)
        && State?.Invoke(rule) != false;
}
