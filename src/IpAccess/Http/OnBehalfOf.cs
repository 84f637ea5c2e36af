using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http;

/// <summary>The <c>on-behalf-of</c> header, as SendGrid's API spells it: acting on a child account.</summary>
internal static class OnBehalfOf
{
    private const string Header = "on-behalf-of";
    private const string IdPrefix = "account-id ";

    /// <summary>Whether the request asks to act on another account.</summary>
    public static bool IsAsked(HttpRequest request) => request.Headers.ContainsKey(Header);

    /// <summary>The account that the request acts on; null where the header names none that the key's account may act on.</summary>
    public static async ValueTask<string?> AccountAsync(
        HttpRequest request, string own, IKeyDirectory keys, CancellationToken cancellationToken)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
        {
            return own;
        }

        if (values is not [{ } value])
        {
            return null;
        }

        var child = value.StartsWith(IdPrefix, StringComparison.OrdinalIgnoreCase) ? value[IdPrefix.Length..].Trim() : value;
        return AccountId.IsValid(child) && await keys.IsChildAsync(child, own, cancellationToken) ? child : null;
    }
}
