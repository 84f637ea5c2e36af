using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Compatibility.IncidentIo;

/// <summary>A list as incident.io shows it.</summary>
internal sealed record IpAllowlistView(IEnumerable<IpAllowlistEntry> Allowlist, bool Enabled, string UpdatedAt, long Version)
{
    /// <summary>The view of a list: its rules by id, so that a list comes back in the order in which it was sent.</summary>
    public static async Task<IpAllowlistView> OfAsync(IAllowlist list, CancellationToken cancellationToken)
    {
        var rules = await list.ReadAllAsync(cancellationToken);
        return new(
            rules.OrderBy(rule => rule.Id).Select(IpAllowlistEntry.Of),
            list.Settings.Mode == Mode.Enforce,
            TimeText.Of(list.UpdatedAt),
            list.Version);
    }
}

/// <summary>A rule as incident.io shows it: a single address without its prefix, and an empty label for none.</summary>
internal sealed record IpAllowlistEntry(string Label, string Value)
{
    /// <summary>The view of a rule.</summary>
    public static IpAllowlistEntry Of(Rule rule) => new(rule.Label ?? string.Empty, ValueOf(rule.Network));

    private static string ValueOf(Network network) =>
        network.PrefixLength == network.First.Width ? network.First.ToString() : network.ToString();
}
