using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>A network a line: what firewalls fetch as an external list, and scripts read.</summary>
internal sealed class TextFormat : IExportFormat
{
    /// <inheritdoc/>
    public void Begin(ExportText text, ExportFacts facts)
    {
        // Nothing comes before them.
    }

    /// <inheritdoc/>
    public void Write(ExportText text, Network? before, Network network)
    {
        text.Write(network);
        text.Write("\n");
    }

    /// <inheritdoc/>
    public void End(ExportText text, Network? last)
    {
        // Nothing comes behind them.
    }
}
