using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>How networks are written for a program that enforces them. In all of these a line that begins with # is a comment.</summary>
internal interface IExportFormat
{
    /// <summary>Whether to the program an IPv4 client is also the mapped IPv6 address, so that IPv6 networks around those let it in.</summary>
    bool SeesMappedAsIPv4 => false;

    /// <summary>Whether the program takes a file with the network in it; one that it does not take is left out.</summary>
    bool Takes(Network network) => true;

    /// <summary>Writes what comes before the networks; nothing in most.</summary>
    void Begin(ExportText text, ExportFacts facts)
    {
    }

    /// <summary>Writes a network.</summary>
    /// <param name="before">The network before it; null where it is the first.</param>
    void Write(ExportText text, Network? before, Network network);

    /// <summary>Writes what comes behind the networks; nothing in most.</summary>
    /// <param name="last">The last network; null where there is none.</param>
    void End(ExportText text, Network? last)
    {
    }
}
