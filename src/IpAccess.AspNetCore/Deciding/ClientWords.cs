namespace IpAccess.AspNetCore.Deciding;

/// <summary>What clients say of themselves, no longer than the service keeps it.</summary>
internal static class ClientWords
{
    /// <summary>The characters of a credential's name, at most.</summary>
    public const int CredentialCharacters = 128;

    /// <summary>The characters of a user agent, at most.</summary>
    public const int UserAgentCharacters = 512;

    /// <summary>The text, cut; null where there is none.</summary>
    public static string? Cut(string? text, int characters) =>
        string.IsNullOrEmpty(text) ? null
        : text.Length <= characters ? text
        : text[..(char.IsHighSurrogate(text[characters - 1]) ? characters - 1 : characters)];
}
