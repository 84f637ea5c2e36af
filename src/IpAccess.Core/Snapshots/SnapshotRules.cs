using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Packing;

namespace IpAccess.Snapshots;

/// <summary>The rules of a list in bytes, added one by one: the enabled ones, a column for each thing that decisions need of them.</summary>
internal sealed class SnapshotRules
{
    private readonly PackWriter prefixes = new();
    private readonly PackWriter addresses = new();
    private readonly PackWriter ids = new();
    private readonly PackWriter ends = new();
    private Network network;
    private long id;
    private long end;

    /// <summary>Whether the list has no rule at all, disabled ones included.</summary>
    public bool IsEmptyList { get; private set; } = true;

    /// <summary>The rules of a list, in network order.</summary>
    public static SnapshotRules Of(IEnumerable<IDecidingRule> all)
    {
        var rules = new SnapshotRules();
        foreach (var rule in all)
        {
            rules.Add(rule);
        }

        return rules;
    }

    /// <summary>Adds the next rule in network order; a disabled one is only known to be there.</summary>
    public void Add(IDecidingRule rule)
    {
        IsEmptyList = false;
        if (!rule.Enabled)
        {
            return;
        }

        prefixes.Prefix(rule.Network);
        addresses.Number(NetworkDelta.Of(network, rule.Network));
        ids.Signed(rule.Id - id);
        ends.Number(rule.ExpiresAt is { } until ? UInt128.One + PackWriter.Folded(until - end) : UInt128.Zero);
        (network, id, end) = (rule.Network, rule.Id, rule.ExpiresAt ?? end);
    }

    /// <summary>Writes the columns.</summary>
    public void WriteTo(PackWriter writer)
    {
        writer.Section(prefixes.Written);
        writer.Section(addresses.Written);
        writer.Section(ids.Written);
        writer.Section(ends.Written);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static SnapshotRule[] Read(PackReader reader)
    {
        var prefixes = reader.Section();
        var addresses = reader.Section();
        var ids = reader.Section();
        var ends = reader.Section();
        PackReader.Require(reader.IsAtEnd, "rules do not end");
        PackReader.Require(prefixes.Rest.Length <= SnapshotFormat.MostRules, "there are too many rules");
        // Each of them takes a byte of every column at least: no more room is made than there are bytes.
        PackReader.Require(
            prefixes.Rest.Length <= Math.Min(addresses.Rest.Length, Math.Min(ids.Rest.Length, ends.Rest.Length)), "columns differ in length");
        var rules = new SnapshotRule[prefixes.Rest.Length];
        var (network, id, end) = (default(Network), 0L, 0L);
        for (var i = 0; i < rules.Length; i++)
        {
            var (width, length) = prefixes.Prefix();
            network = NetworkDelta.Next(network, width, length, addresses.Number());
            id += ids.Signed();
            var expires = ends.Number();
            if (expires > UInt128.Zero)
            {
                end += PackReader.Unfolded(expires - 1);
            }

            rules[i] = new(id, network, expires > UInt128.Zero ? end : null);
        }

        PackReader.Require(addresses.IsAtEnd && ids.IsAtEnd && ends.IsAtEnd, "columns differ in length");
        return rules;
    }
}
