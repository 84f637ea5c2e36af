using System.Security.Cryptography;
using System.Text;

namespace IpAccess.Http;

/// <summary>The key of whoever runs the service: one, or two while it is rotated.</summary>
/// <param name="sha256">The SHA-256 of each key.</param>
internal sealed class OperatorKey(IReadOnlyList<byte[]> sha256)
{
    private const int MinCharacters = 32;

    /// <summary>Whether this text is an operator key; compared in fixed time.</summary>
    public bool Is(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        var matches = sha256.Count(known => CryptographicOperations.FixedTimeEquals(known, hash));
        return matches > 0 && text.Length >= MinCharacters;
    }

    /// <summary>Reads the setting: SHA-256 in hex, or two of them with a comma; null where it is neither.</summary>
    public static OperatorKey? Parse(string? setting)
    {
        var parts = setting?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var isHex = parts.All(part => part.Length == 64 && part.All(char.IsAsciiHexDigit));
        return isHex && parts.Length <= 2 ? new([.. parts.Select(Convert.FromHexString)]) : null;
    }
}
