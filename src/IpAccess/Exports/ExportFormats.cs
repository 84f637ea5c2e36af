namespace IpAccess.Exports;

/// <summary>The formats by their names.</summary>
internal static class ExportFormats
{
    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, IExportFormat> All { get; } = new Dictionary<string, IExportFormat>(StringComparer.Ordinal)
    {
        ["text"] = new TextFormat(),
        ["nginx"] = new NginxFormat(),
        ["haproxy"] = new HAProxyFormat(),
        ["nftables"] = new NftablesFormat(),
        ["postfix"] = new PostfixFormat(),
    };

    /// <summary>The format of a name; null where there is none.</summary>
    public static IExportFormat? Find(string name) => All.GetValueOrDefault(name);
}
