using System.IO.Hashing;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace IpAccess.Keys;

/// <summary>
/// The text of a key: <c>ipa_</c>, 12 base62 characters (its id), <c>_</c>, 43 base62 characters (256 random bits), and
/// 6 base62 characters (the CRC-32 of all before), so that secret scanners recognise it without asking us.
/// </summary>
internal static class KeyText
{
    private const string Prefix = "ipa_";
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 12;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int SecretStart = 17;
    private const int ChecksumStart = SecretStart + SecretLength;

    /// <summary>A new random id.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(Alphabet, IdLength);

    /// <summary>A new random key with this id.</summary>
    public static string New(string id)
    {
        var secret = new BigInteger(RandomNumberGenerator.GetBytes(32), isUnsigned: true);
        var body = $"{Prefix}{id}_{Base62(secret, SecretLength)}";
        return body + Checksum(body);
    }

    /// <summary>The id in a well-formed key; null for any other text.</summary>
    public static string? IdOf(string text)
    {
        var isKey = text.Length == ChecksumStart + ChecksumLength
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[SecretStart - 1] == '_'
            && IsId(text[Prefix.Length..(SecretStart - 1)])
            && text[SecretStart..].All(Alphabet.Contains)
            && text[ChecksumStart..] == Checksum(text[..ChecksumStart]);
        return isKey ? text[Prefix.Length..(SecretStart - 1)] : null;
    }

    /// <summary>Whether the text can be the id of a key.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.All(Alphabet.Contains);

    /// <summary>What is stored of a key: the SHA-256 of its whole text.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static string Checksum(string body) => Base62(Crc32.HashToUInt32(Encoding.ASCII.GetBytes(body)), ChecksumLength);

    private static string Base62(BigInteger number, int length) => string.Create(length, number, (digits, rest) =>
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = Alphabet[(int)(rest % Alphabet.Length)];
            rest /= Alphabet.Length;
        }
    });
}
