using System.Text.Json;
using IpAccess.Http;
using IpAccess.Text;

namespace IpAccess.Keys;

/// <summary>What <c>POST /v1/keys</c> asks for.</summary>
internal sealed record KeyRequest(
    string? Label, Scope Scopes, long? ExpiresAt, ClientAddressSource ClientAddress, string? Surface)
{
    private const int MaxTrustedHops = 16;

    /// <summary>Reads the request; what is wrong becomes a fault.</summary>
    public static KeyRequest Read(JsonElement root, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "label", "role", "scopes", "expires_at", "client_address", "surface");
        return new(
            fields.Label("label"),
            ReadScopes(fields, faults),
            fields.Time("expires_at"),
            ReadSource(fields.Object("client_address", "header", "trusted_hops"), faults),
            Token.Read(fields.Text("surface"), fields.At("surface"), faults));
    }

    /// <summary>Reads a role or scopes; what is wrong becomes a fault.</summary>
    public static Scope ReadScopes(JsonFields fields, Faults faults)
    {
        if (fields.IsGiven("role") == fields.IsGiven("scopes"))
        {
            faults.Add(fields.At("role"), null, "missing_member", "Either role or scopes is needed, not both.");
            return Scope.None;
        }

        return fields.Text("role", required: fields.IsGiven("role")) is { } role
            ? Lookup(Http.Scopes.Roles, role, fields.At("role"), faults)
            : Http.Scopes.WithLater(fields.Texts("scopes", required: fields.IsGiven("scopes")).Aggregate(
                Scope.None, (sum, name) => sum | Lookup(Http.Scopes.Names, name.Text, name.At, faults)));
    }

    /// <summary>Reads where the client's address stands; null for nothing said. What is wrong becomes a fault.</summary>
    public static ClientAddressSource ReadSource(JsonFields? fields, Faults faults)
    {
        if (fields is null)
        {
            return ClientAddressSource.Default;
        }

        var header = fields.Text("header", required: true) ?? ClientAddressSource.Default.Header;
        var hops = (int)(fields.Number("trusted_hops", 0, MaxTrustedHops) ?? 0);
        if (!Token.IsValid(header))
        {
            faults.Add(fields.At("header"), header, "not_a_header", "The name of a header: 1-64 of A-Z a-z 0-9 . _ -");
        }
        else if (hops > 0 && !header.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(fields.At("trusted_hops"), null, "out_of_range", "Only X-Forwarded-For has hops.");
        }

        return new(header, hops);
    }

    private static Scope Lookup(IReadOnlyDictionary<string, Scope> names, string name, string at, Faults faults)
    {
        if (names.TryGetValue(name, out var scope))
        {
            return scope;
        }

        faults.Add(at, name, "not_one_of", $"One of {string.Join(", ", names.Keys)}.");
        return Scope.None;
    }
}
