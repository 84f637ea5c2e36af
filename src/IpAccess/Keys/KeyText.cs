using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using IpAccess.Text;

namespace IpAccess.Keys;

/// <summary>The text of a key, whose shape is that of <see cref="KeyShape"/>.</summary>
internal static class KeyText
{
    /// <summary>A new random id.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(KeyShape.Alphabet, KeyShape.IdLength);

    /// <summary>A new random key with this id.</summary>
    public static string New(string id) => KeyShape.Of(id, new BigInteger(RandomNumberGenerator.GetBytes(32), isUnsigned: true));

    /// <summary>The id in a well-formed key; null for any other text.</summary>
    public static string? IdOf(string text) => KeyShape.IdOf(text);

    /// <summary>Whether the text can be the id of a key.</summary>
    public static bool IsId(string text) => KeyShape.IsId(text);

    /// <summary>What is stored of a key: the SHA-256 of its whole text.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
