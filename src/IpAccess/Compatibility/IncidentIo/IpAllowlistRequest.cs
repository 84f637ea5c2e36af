using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Rules;
using IpAccess.Text;

namespace IpAccess.Compatibility.IncidentIo;

/// <summary>The document that a <c>PUT</c> asks for.</summary>
internal sealed record IpAllowlistRequest
{
    private const long MostVersions = (1L << 53) - 1;

    /// <summary>The rules. A network that is there already keeps its id, expiry and enabled flag, and takes the label.</summary>
    public required RulesRequest Rules { get; init; }

    /// <summary>Whether the list is to be enforced.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The version that the caller has read.</summary>
    public required long Version { get; init; }

    private IReadOnlyList<(Network Network, string At)> Broad { get; init; } = [];

    /// <summary>Reads a document; what is wrong becomes a fault. Its <c>updated_at</c>, which a client may send back, says nothing.</summary>
    public static IpAllowlistRequest Read(JsonElement root, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "allowlist", "enabled", "version", "updated_at");
        var named = fields.Items("allowlist", required: true)
            .Select(entry => (Draft: ReadEntry(entry.Item, entry.At, faults), entry.At))
            .ToList();
        return new()
        {
            Rules = RulesRequest.Of(named.Select(entry => entry.Draft).OfType<RuleDraft>(), faults),
            Enabled = fields.Flag("enabled", required: true) ?? false,
            Version = fields.Number("version", 1, MostVersions, required: true) ?? 0,
            Broad = [.. named.Where(entry => entry.Draft is { Network.IsBroad: true }).Select(entry => (entry.Draft!.Network, $"{entry.At}/value"))],
        };
    }

    /// <summary>The settings with the list switched on or off; a list that only watches is not switched off by being named disabled.</summary>
    public AllowlistSettings ApplyTo(AllowlistSettings settings) => settings with
    {
        Mode = Enabled ? Mode.Enforce : settings.Mode == Mode.Monitor ? Mode.Monitor : Mode.Off,
    };

    /// <summary>Why the list can not come to be; null where it can. A broad network that is there already may stay.</summary>
    public Refusal? RefusalOver(IReadOnlyList<Rule> existing)
    {
        var faults = new Faults();
        var kept = Broad.Count == 0 ? [] : existing.Select(rule => rule.Network).Where(network => network.IsBroad).ToHashSet();
        foreach (var (network, at) in Broad.Where(broad => !kept.Contains(broad.Network)))
        {
            VendorNetwork.RefuseBroad(network, at, faults);
        }

        return faults.Any ? Refusal.Invalid(faults) : null;
    }

    private static RuleDraft? ReadEntry(JsonElement item, string at, Faults faults)
    {
        var fields = new JsonFields(item, at, faults, "label", "value");
        var label = fields.Label("label");
        return VendorNetwork.Read(fields, "value", faults) is { } network
            ? new(network) { Label = new(true, label), Place = new(fields.At("value")) }
            : null;
    }
}
