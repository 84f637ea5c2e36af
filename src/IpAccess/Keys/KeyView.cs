using System.Text.Json.Serialization;
using IpAccess.Http;
using IpAccess.Text;

namespace IpAccess.Keys;

/// <summary>A key as the API shows it. Its secret is there once: when it was made or rotated.</summary>
internal sealed record KeyView(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret,
    string? Label,
    IReadOnlyList<string> Scopes,
    string CreatedAt,
    string? ExpiresAt,
    ClientAddressSource ClientAddress,
    string? Surface)
{
    /// <summary>The view of a key, without its secret.</summary>
    public static KeyView Of(ApiKey key) => Of(key, secret: null);

    /// <summary>The view of a key with its secret.</summary>
    public static KeyView Of(ApiKey key, string? secret) => new(
        key.Id,
        secret,
        key.Label,
        Http.Scopes.NamesOf(key.Scopes),
        TimeText.Of(key.CreatedAt),
        TimeText.Of(key.ExpiresAt),
        key.ClientAddress,
        key.Surface);
}
