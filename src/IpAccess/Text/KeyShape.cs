using System.IO.Hashing;
using System.Numerics;
using System.Text;

namespace IpAccess.Text;

/// <summary>
/// What a key of the service looks like: <c>ipa_</c>, 12 base62 characters (its id), <c>_</c>, 43 base62 characters (256 random
/// bits), and 6 base62 characters (the CRC-32 of all before), so that secret scanners recognise it without asking us; and so do we,
/// where it stands in a text that is to be kept.
/// </summary>
internal static class KeyShape
{
    /// <summary>The characters of an id and of a secret.</summary>
    public const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The characters of an id.</summary>
    public const int IdLength = 12;

    private const string Prefix = "ipa_";
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int SecretStart = 17;
    private const int ChecksumStart = SecretStart + SecretLength;
    private const int Length = ChecksumStart + ChecksumLength;

    /// <summary>The key of this id and this secret.</summary>
    public static string Of(string id, BigInteger secret)
    {
        var body = $"{Prefix}{id}_{Base62(secret, SecretLength)}";
        return body + Checksum(body);
    }

    /// <summary>The id in a well-formed key; null for any other text.</summary>
    public static string? IdOf(ReadOnlySpan<char> text) => text.Length == Length && IsKey(text) ? text[Prefix.Length..(SecretStart - 1)].ToString() : null;

    /// <summary>Whether the text can be the id of a key.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdLength && IsBase62(text);

    /// <summary>The text with the id of each key in the place of the key: whoever can read what is kept must not be able to use it.</summary>
    public static string Hide(string text)
    {
        var kept = default(StringBuilder);
        var (from, at) = (0, 0);
        while ((at = text.IndexOf(Prefix, at, StringComparison.Ordinal)) >= 0 && at <= text.Length - Length)
        {
            if (!IsKey(text.AsSpan(at, Length)))
            {
                at++;
                continue;
            }

            kept = (kept ?? new()).Append(text, from, at - from).Append(text, at + Prefix.Length, IdLength);
            from = at += Length;
        }

        return kept is null ? text : kept.Append(text, from, text.Length - from).ToString();
    }

    private static bool IsKey(ReadOnlySpan<char> text) =>
        text.StartsWith(Prefix)
        && text[SecretStart - 1] == '_'
        && IsBase62(text[Prefix.Length..(SecretStart - 1)])
        && IsBase62(text[SecretStart..])
        && text[ChecksumStart..].SequenceEqual(Checksum(text[..ChecksumStart]));

    private static bool IsBase62(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                return false;
            }
        }

        return true;
    }

    private static string Checksum(ReadOnlySpan<char> body)
    {
        Span<byte> bytes = stackalloc byte[ChecksumStart];
        return Base62(Crc32.HashToUInt32(bytes[..Encoding.ASCII.GetBytes(body, bytes)]), ChecksumLength);
    }

    private static string Base62(BigInteger number, int length) => string.Create(length, number, (digits, rest) =>
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = Alphabet[(int)(rest % Alphabet.Length)];
            rest /= Alphabet.Length;
        }
    });
}
