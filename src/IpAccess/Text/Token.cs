namespace IpAccess.Text;

/// <summary>The short names of the API: request ids, message ids, surfaces, methods.</summary>
internal static class Token
{
    /// <summary>The characters of one, at most.</summary>
    public const int MostCharacters = 64;

    /// <summary>Whether the text is 1–64 of <c>[A-Za-z0-9._-]</c>.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MostCharacters && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>The text itself, or null where there is none; one that is no token becomes a fault.</summary>
    public static string? Read(string? text, string at, Faults faults)
    {
        if (text is not null && !IsValid(text))
        {
            faults.Add(at, text, "not_a_token", "1-64 of A-Z a-z 0-9 . _ -");
        }

        return text;
    }
}
