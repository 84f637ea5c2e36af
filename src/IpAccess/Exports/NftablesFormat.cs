using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>
/// A file for <c>nft -f</c>, which does all of a file or nothing of it (https://www.netfilter.org/projects/nftables/manpage.html): two sets of the table
/// <c>inet ipaccess</c>, made where they are not there, emptied and filled. Of one family alone, the other's set is not touched.
/// </summary>
internal sealed class NftablesFormat : IExportFormat
{
    private const string Table = "inet ipaccess";
    private const string IPv4Set = "allow4";
    private const string IPv6Set = "allow6";

    /// <inheritdoc/>
    public void Begin(ExportText text, ExportFacts facts)
    {
        var family = facts.Asked.Family;
        (string Name, string Type)[] sets =
        [
            .. family == Family.IPv6 ? (ReadOnlySpan<(string, string)>)[] : [(IPv4Set, "ipv4_addr")],
            .. family == Family.IPv4 ? (ReadOnlySpan<(string, string)>)[] : [(IPv6Set, "ipv6_addr")],
        ];
        text.Write($"table {Table} {{\n");
        foreach (var (name, type) in sets)
        {
            text.Write($"\tset {name} {{\n\t\ttype {type}\n\t\tflags interval\n\t\tauto-merge\n\t}}\n");
        }

        text.Write("}\n");
        foreach (var (name, _) in sets)
        {
            text.Write($"flush set {Table} {name}\n");
        }
    }

    /// <inheritdoc/>
    public void Write(ExportText text, Network? before, Network network)
    {
        if (before?.First.Width == network.First.Width)
        {
            text.Write(",\n\t");
        }
        else
        {
            End(text, before);
            text.Write($"add element {Table} {(network.First.IsIPv4 ? IPv4Set : IPv6Set)} {{\n\t");
        }

        text.Write(network);
    }

    /// <inheritdoc/>
    public void End(ExportText text, Network? last)
    {
        if (last is not null)
        {
            text.Write("\n}\n");
        }
    }
}
