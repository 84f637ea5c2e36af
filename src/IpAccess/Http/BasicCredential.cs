using System.Text;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http;

/// <summary>A key as firewalls send it, which know nothing but HTTP Basic (RFC 7617).</summary>
/// <param name="Name">The user name: who enforces the list; null where it is no name for one.</param>
/// <param name="Key">The password: the key.</param>
internal sealed record BasicCredential(string? Name, string Key)
{
    private const string Scheme = "Basic ";
    private const int MostBytes = 1024;

    /// <summary>The credential of a request; null where it has none, or another.</summary>
    public static BasicCredential? Of(HttpRequest request)
    {
        if (request.Headers.ContainsKey(Credential.Header)
            || request.Headers.Authorization is not [{ } value]
            || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[MostBytes];
        if (!Convert.TryFromBase64String(value[Scheme.Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes[..length]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : new(Token.IsValid(text[..colon]) ? text[..colon] : null, text[(colon + 1)..]);
    }
}
