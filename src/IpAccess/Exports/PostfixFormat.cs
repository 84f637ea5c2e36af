using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>
/// A <c>cidr</c> table for <c>check_client_access</c> (https://www.postfix.org/cidr_table.5.html, https://www.postfix.org/access.5.html): the first network that
/// matches counts. Who is let in goes on to the restrictions behind it (<c>DUNNO</c>); <c>OK</c> would spare him those.
/// </summary>
internal sealed class PostfixFormat : IExportFormat
{
    private const string Reject = "REJECT Your address is not on the allowlist";

    /// <inheritdoc/>
    public void Write(ExportText text, Network? before, Network network)
    {
        text.Write(network);
        text.Write(" DUNNO\n");
    }

    /// <inheritdoc/>
    public void End(ExportText text, Network? last) => text.Write($"{Families.AllIPv4} {Reject}\n{Families.AllIPv6} {Reject}\n");
}
