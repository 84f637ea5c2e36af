using System.Text.Json;
using IpAccess.Text;

namespace IpAccess.Accounts;

/// <summary>What <c>POST /v1/accounts</c> asks for.</summary>
internal sealed record AccountRequest(string Id, string? Name, string? Parent)
{
    /// <summary>Reads the request; what is wrong becomes a fault.</summary>
    public static AccountRequest Read(JsonElement root, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "id", "name", "parent");
        return new(
            ReadId(fields, "id", required: true, faults) ?? string.Empty,
            fields.Label("name"),
            ReadId(fields, "parent", required: false, faults));
    }

    private static string? ReadId(JsonFields fields, string name, bool required, Faults faults) =>
        AccountId.Read(fields.Text(name, required), fields.At(name), faults);
}
