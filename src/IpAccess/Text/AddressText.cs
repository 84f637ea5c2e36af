using IpAccess.Networks;

namespace IpAccess.Text;

/// <summary>The addresses of clients in requests and messages.</summary>
internal static class AddressText
{
    /// <summary>The address that a text is; what is not exactly one becomes a fault.</summary>
    public static Address Read(string? text, string at, Faults faults)
    {
        if (!NetworkText.TryParseAddress(text, out var address))
        {
            var fault = NetworkDiagnosis.Untagged(text) is { } untagged ? NetworkFault.TaggedFor(untagged) : null;
            faults.AddAddress(
                at, text, "not_an_address", fault?.Message ?? "Exactly one IPv4 or IPv6 address is needed here, without a prefix, port or zone.");
        }

        return address;
    }
}
