using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>One version of an account's allowlist. Immutable; its rules are read when they are asked for.</summary>
internal interface IAllowlist
{
    /// <summary>The account.</summary>
    string Account { get; }

    /// <summary>The version, from 1 up.</summary>
    long Version { get; }

    /// <summary>The settings.</summary>
    AllowlistSettings Settings { get; }

    /// <summary>The rules in the list.</summary>
    long RuleCount { get; }

    /// <summary>The id that the next new rule gets.</summary>
    long NextRuleId { get; }

    /// <summary>The oldest version kept.</summary>
    long OldestVersion { get; }

    /// <summary>The version that awaits its confirmation; null for none.</summary>
    PendingVersion? Pending { get; }

    /// <summary>When this version came to be, in Unix seconds.</summary>
    long UpdatedAt { get; }

    /// <summary>The rules that these networks have; a network without a rule is left out.</summary>
    Task<IReadOnlyDictionary<Network, Rule>> FindAsync(IReadOnlyCollection<Network> networks, CancellationToken cancellationToken);

    /// <summary>The rules with these ids, in network order; ids without a rule are left out. Reads the list up to the last one found.</summary>
    Task<IReadOnlyList<Rule>> FindByIdsAsync(IReadOnlySet<long> ids, CancellationToken cancellationToken);

    /// <summary>The rules whose network holds an address, the most specific first.</summary>
    Task<IReadOnlyList<Rule>> CoveringAsync(Address address, CancellationToken cancellationToken);

    /// <summary>Reads the rules in network order.</summary>
    /// <param name="after">Where to begin: after this network, whether it has a rule or not; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    IAsyncEnumerable<Rule> ReadAsync(Network? after, CancellationToken cancellationToken);

    /// <summary>Reads all rules, in network order.</summary>
    Task<Rule[]> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>The networks whose rules are not the same in an earlier or later version as here, in network order.</summary>
    /// <param name="before">The other version, of the same account; what it has is called before.</param>
    /// <param name="after">Where to begin: after this network; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    IAsyncEnumerable<RuleDifference> CompareAsync(IAllowlist before, Network? after, CancellationToken cancellationToken);
}

/// <summary>What it takes of a list to decide on one address.</summary>
internal static class AddressIndex
{
    /// <summary>The rules that cover the address, as decisions need them.</summary>
    public static async Task<RuleIndex> IndexForAsync(this IAllowlist list, Address address, CancellationToken cancellationToken)
    {
        var covering = await list.CoveringAsync(address, cancellationToken);
        return new(covering.OrderBy(rule => rule.Network), isEmptyList: list.RuleCount == 0);
    }
}

/// <summary>A network whose rule is not the same in two versions of a list.</summary>
/// <param name="Before">Its rule in the one; null for none.</param>
/// <param name="After">Its rule in the other; null for none.</param>
internal readonly record struct RuleDifference(Rule? Before, Rule? After)
{
    /// <summary>The network.</summary>
    public Network Network => (Before ?? After)!.Network;
}
