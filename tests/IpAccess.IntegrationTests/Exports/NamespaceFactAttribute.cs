using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Exports;

/// <summary>A test on nftables in a network of its own, and skipped where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NamespaceFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Missing = new(FindMissing);

    public NamespaceFactAttribute() => Skip = Missing.Value;

    private static string? FindMissing() => new ProgramFactAttribute("ip", "nft").Skip
        ?? (Environment.IsPrivilegedProcess ? null : "Only root makes network namespaces.")
        ?? (CanMakeOne() ? null : "Network namespaces can not be made here, or nftables not be used in one.");

    private static bool CanMakeOne()
    {
        try
        {
            using var network = NetworkNamespace.Make();
            return network.Nft("add", "table", "inet", "probe").ExitCode == 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
