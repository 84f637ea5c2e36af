using System.Text.Json;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Settings;

/// <summary>What an operator asks for: let this address in, for so long.</summary>
/// <param name="Minutes">For how long, 1–1,440 minutes.</param>
/// <param name="Reason">Why, in the operator's words; null for none.</param>
internal sealed record RecoveryRequest(Address Address, long Minutes, string? Reason)
{
    private const int SecondsPerMinute = 60;
    private const int MostMinutes = 1440;

    /// <summary>Reads a request; what is wrong becomes a fault.</summary>
    public static RecoveryRequest Read(JsonElement root, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "address", "minutes", "reason");
        return new(
            fields.Text("address", required: true) is { } address ? AddressText.Read(address, fields.At("address"), faults) : default,
            fields.Number("minutes", 1, MostMinutes, required: true) ?? 0,
            fields.Label("reason"));
    }

    /// <summary>What the log of the operator tells of it.</summary>
    public object Told => new { Address = Address.ToString(), Minutes, Reason };

    /// <summary>The recovery, granted at this time (Unix seconds).</summary>
    public Recovery At(long now) => new(Address, now + (Minutes * SecondsPerMinute), Reason);
}
