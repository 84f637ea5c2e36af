namespace IpAccess.Text;

/// <summary>The name of an account.</summary>
internal static class AccountId
{
    /// <summary>The text itself, or null where there is none; one that is no account id becomes a fault.</summary>
    public static string? Read(string? text, string at, Faults faults)
    {
        if (text is not null && !IsValid(text))
        {
            faults.Add(at, text, "not_an_account_id", "1-63 of a-z 0-9 -, starting with a letter.");
        }

        return text;
    }

    /// <summary>Whether the text is 1–63 of <c>[a-z0-9-]</c> that start with a letter.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= 63
        && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
