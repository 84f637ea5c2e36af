using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>A network a line: what firewalls fetch as an external list, and scripts read.</summary>
internal sealed class TextFormat : IExportFormat
{
    /// <inheritdoc/>
    public void Write(ExportText text, Network? before, Network network)
    {
        text.Write(network);
        text.Write("\n");
    }
}
