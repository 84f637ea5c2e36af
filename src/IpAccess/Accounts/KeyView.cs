using IpAccess.Http;

namespace IpAccess.Accounts;

/// <summary>A key as the API shows it, without its secret.</summary>
internal sealed record KeyView(
    string Id,
    string? Label,
    IReadOnlyList<string> Scopes,
    string CreatedAt,
    string? ExpiresAt,
    ClientAddressSource ClientAddress,
    string? Surface)
{
    /// <summary>The view of a key.</summary>
    public static KeyView Of(ApiKey key) => new(
        key.Id,
        key.Label,
        Http.Scopes.NamesOf(key.Scopes),
        ApiJson.Time(key.CreatedAt),
        ApiJson.Time(key.ExpiresAt),
        key.ClientAddress,
        key.Surface);
}

/// <summary>A key as the API shows it once: when it was made or rotated.</summary>
internal sealed record NewKeyView(
    string Id,
    string Secret,
    string? Label,
    IReadOnlyList<string> Scopes,
    string CreatedAt,
    string? ExpiresAt,
    ClientAddressSource ClientAddress,
    string? Surface)
{
    /// <summary>The view of a key with its text.</summary>
    public static NewKeyView Of(ApiKey key, string text)
    {
        var view = KeyView.Of(key);
        return new(view.Id, text, view.Label, view.Scopes, view.CreatedAt, view.ExpiresAt, view.ClientAddress, view.Surface);
    }
}
