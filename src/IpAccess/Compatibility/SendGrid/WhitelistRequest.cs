using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Rules;
using IpAccess.Text;

namespace IpAccess.Compatibility.SendGrid;

/// <summary>Reads <c>{"ips":[{"ip":"192.*.*.*"}]}</c>, where a single object may stand for the list.</summary>
internal static class WhitelistRequest
{
    /// <summary>The rules asked for; what is wrong becomes a fault.</summary>
    public static RulesRequest Read(JsonElement root, Faults faults)
    {
        var ips = new JsonFields(root, string.Empty, faults, "ips");
        var rules = RulesRequest.Of([.. ips.ItemsOrOne("ips").Select(one => ReadOne(one.Item, one.At, faults)).OfType<RuleDraft>()]);
        if (rules.Drafts.Count == 0 && !faults.Any)
        {
            faults.Add(ips.At("ips"), null, "empty", "There is no address here.");
        }

        return rules;
    }

    private static RuleDraft? ReadOne(JsonElement item, string at, Faults faults)
    {
        var fields = new JsonFields(item, at, faults, "ip");
        if (VendorNetwork.Read(fields, "ip", faults) is not { } network)
        {
            return null;
        }

        VendorNetwork.RefuseBroad(network, fields.At("ip"), faults);
        return new(network);
    }
}
