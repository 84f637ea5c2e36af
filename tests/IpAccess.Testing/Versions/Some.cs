using IpAccess.Allowlists;
using IpAccess.Networks;

namespace IpAccess.Testing.Versions;

/// <summary>Rules, changes and refusals to test with.</summary>
internal static class Some
{
    public static readonly Actor Actor = new("k1", Address.IPv4(0xCB007109), "connection", "r1");

    public static Task<Refusal?> NoCheck(IAllowlist before, IAllowlist after, CancellationToken cancellationToken) =>
        Task.FromResult<Refusal?>(null);

    public static Rule Rule(Network network, long id, string? label = null) => new()
    {
        Id = id,
        Network = network,
        Label = label,
        Source = "manual",
        CreatedBy = "key:k1",
        CreatedAt = 1_800_000_000 + id,
        UpdatedAt = 1_800_000_000 + id,
    };

    public static AuditEntry Entry(string action, string requestId = "r1") =>
        new(action, Actor with { RequestId = requestId }, "{}"u8.ToArray(), "{}"u8.ToArray());

    /// <summary>A plan that adds these networks, as far as they have no rule yet.</summary>
    public static PlanChange<Nothing> Add(params Network[] networks) => async (current, cancellationToken) =>
    {
        var known = await current.FindAsync(networks, cancellationToken);
        var next = current.NextRuleId;
        var rules = networks.Where(network => !known.ContainsKey(network)).Select(network => Rule(network, next++)).ToList();
        return rules.Count == 0
            ? Plan.Nothing
            : Plan.Commit(new Change { Upserts = rules, NextRuleId = next, Audit = [Entry("rules_added")] });
    };

    /// <summary>A plan that removes these networks.</summary>
    public static PlanChange<Nothing> Remove(params Network[] networks) => (_, _) =>
        Task.FromResult(Plan.Commit(new Change { Removals = networks, Audit = [Entry("rules_removed")] }));

    /// <summary>A plan that makes this change.</summary>
    public static PlanChange<Nothing> Make(Change change) => (_, _) => Task.FromResult(Plan.Commit(change));

    /// <summary>The IPv4 network of one address.</summary>
    public static Network Host(uint bits) => Network.IPv4(bits, 32);

    /// <summary>That many addresses, each alone in its network, spread over all of IPv4, the same each time.</summary>
    public static Network[] Hosts(int count, uint seed = 0) =>
        [.. Enumerable.Range(0, count).Select(i => Host(((uint)i * 2_654_435_761) + seed))];
}
