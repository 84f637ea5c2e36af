namespace IpAccess.Text;

/// <summary>
/// Texts whose length an end client decides. They are cut, never refused: nobody gets around a check by calling himself
/// something long.
/// </summary>
internal static class ClientText
{
    /// <summary>The characters of a credential's name that are kept.</summary>
    public const int CredentialCharacters = 128;

    /// <summary>The characters of a user agent that are kept.</summary>
    public const int UserAgentCharacters = 512;

    /// <summary>
    /// What is kept of a text: its start, of at most this many characters, with no key of ours in it (<see cref="KeyShape.Hide"/>);
    /// no surrogate pair is cut in two.
    /// </summary>
    public static string? Keep(string? text, int most) => text is null ? null : Cut(KeyShape.Hide(text), most);

    private static string Cut(string text, int most) => text.Length <= most
        ? text
        : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
