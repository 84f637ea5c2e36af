using IpAccess.Testing;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>A file of <c>infra/enforcers</c>, in which a test puts its own names for those of the sample, and changes nothing else.</summary>
internal sealed class ShippedFile
{
    private ShippedFile(string text) => Text = text;

    /// <summary>The text.</summary>
    public string Text { get; }

    public static ShippedFile Read(string name) => new(File.ReadAllText(PathOf(name)));

    /// <summary>The full path of a file of the folder.</summary>
    public static string PathOf(string name) => Repository.PathOf(Path.Combine("infra", "enforcers", name));

    /// <summary>Another text for one that must be there.</summary>
    public ShippedFile With(string old, string replacement)
    {
        Assert.Contains(old, Text, StringComparison.Ordinal);
        return new(Text.Replace(old, replacement, StringComparison.Ordinal));
    }
}
