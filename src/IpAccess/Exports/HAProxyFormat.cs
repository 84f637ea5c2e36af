using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>
/// A file of patterns for an ACL (<c>acl … src -f</c>): a network a line
/// (https://docs.haproxy.org/2.6/configuration.html, section 7.1). An IPv4 address that no IPv4 pattern matches is looked for among the IPv6
/// ones too, as a mapped address.
/// </summary>
internal sealed class HAProxyFormat : IExportFormat
{
    /// <inheritdoc/>
    public bool SeesMappedAsIPv4 => true;

    /// <inheritdoc/>
    public void Write(ExportText text, Network? before, Network network)
    {
        text.Write(network);
        text.Write("\n");
    }
}
