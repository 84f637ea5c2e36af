using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Compatibility;

/// <summary>Networks in the requests of vendors' clients. No vendor has <c>allow_broad</c>, so that nothing broad is taken from them.</summary>
internal static class VendorNetwork
{
    private static readonly NetworkFault TooBroad = NetworkFault.TooBroad with
    {
        Message = "A network broader than /8 (IPv4) or /16 (IPv6) needs allow_broad, which /v1/allowlist/rules takes and this call does not.",
    };

    /// <summary>The network that a member names, in any notation; null where it is none, which becomes a fault.</summary>
    public static Network? Read(JsonFields fields, string name, Faults faults)
    {
        if (fields.Text(name, required: true) is not { } text)
        {
            return null;
        }

        if (NetworkText.Parse(text, out var network) is { } fault)
        {
            faults.AddAddress(fields.At(name), text, fault.Code, fault.Message);
            return null;
        }

        return network;
    }

    /// <summary>Refuses a broad network.</summary>
    public static void RefuseBroad(Network network, string at, Faults faults)
    {
        if (network.IsBroad)
        {
            faults.AddAddress(at, network.ToString(), TooBroad.Code, TooBroad.Message);
        }
    }
}
