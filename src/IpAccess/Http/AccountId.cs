namespace IpAccess.Http;

/// <summary>The name of an account.</summary>
internal static class AccountId
{
    /// <summary>Whether the text is 1–63 of <c>[a-z0-9-]</c> that start with a letter.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= 63
        && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
