using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>
/// What stands in a <c>geo</c> block (https://nginx.org/en/docs/http/ngx_http_geo_module.html), which includes the file and has nothing else: the
/// variable is 1 for whom the list lets in, and 0 for others.
/// </summary>
internal sealed class NginxFormat : IExportFormat
{
    private static readonly Network Nowhere = Network.IPv4(uint.MaxValue, 32);

    /// <summary>
    /// To nginx <c>255.255.255.255</c> is no address (inet_addr(3), <c>INADDR_NONE</c>), and a file with it no file. Nobody has it, but a client
    /// without an address, as on a socket of the file system, counts as it.
    /// </summary>
    public bool Takes(Network network) => network != Nowhere;

    /// <inheritdoc/>
    public void Begin(ExportText text, ExportFacts facts)
    {
        // To nginx a default is the network of all addresses, and warns of one that it has been given twice.
        text.Write((facts.HasAllIPv4, facts.HasAllIPv6) switch
        {
            (false, false) => "default 0;\n",
            (true, false) => "::/0 0;\n",
            (false, true) => "0.0.0.0/0 0;\n",
            (true, true) => string.Empty,
        });
    }

    /// <inheritdoc/>
    public void Write(ExportText text, Network? before, Network network)
    {
        text.Write(network);
        text.Write(" 1;\n");
    }
}
