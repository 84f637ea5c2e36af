
namespace IpAccess.Tests;

/// <summary>Which folder may use which (features, not layers), as the compiler sees it: subfolders are folders of their own.</summary>
public sealed class ArrowTests
{
    // Below the features: nothing of it knows HTTP but Http itself.
    private static readonly string[] Base = ["Networks", "Decisions", "Text", "Storage", "Storage/Caching", "Telemetry"];
    private static readonly string[] Domain = [.. Base, "Allowlists", "Allowlists/Versions", "Allowlists/Versions/Pages", "Allowlists/Versions/Tree"];
    private static readonly string[] Feature = [.. Domain, "Http", "Http/Messages"];

    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        ["Networks"] = [],
        ["Decisions"] = ["Networks"],
        ["Telemetry"] = [],
        ["Text"] = ["Networks", "Http/Messages"],
        ["Storage"] = ["Storage/Clients"],
        ["Storage/Caching"] = ["Storage"],
        ["Storage/Clients"] = ["Storage"],
        ["Http/Messages"] = ["Networks", "Text"],
        ["Http"] = ["Networks", "Text", "Storage", "Storage/Caching", "Http/Messages"],
        ["Allowlists"] = [.. Feature, "Rules", "Settings"],
        ["Allowlists/Versions/Pages"] = ["Networks", "Allowlists"],
        ["Allowlists/Versions/Tree"] = ["Networks", "Storage", "Allowlists", "Allowlists/Versions", "Allowlists/Versions/Pages"],
        ["Allowlists/Versions"] = Feature,
        // What operators do is told by whichever feature lets them do it.
        ["Operators"] = Feature,
        ["Rules"] = [.. Feature, "Rules/Csv"],
        ["Rules/Csv"] = Feature,
        ["Settings"] = [.. Feature, "Operators"],
        ["History"] = [.. Feature, "Rules", "Settings"],
        ["Audit"] = Feature,
        ["Hygiene"] = [.. Feature, "Rules"],
        ["Checks"] = Feature,
        ["Attempts"] = [.. Feature, "Operators", "Checks", "Rules"],
        ["Previews"] = [.. Feature, "Rules", "Settings", "Hygiene", "Attempts"],
        // A key's change shares one transaction with the head of its account's list.
        ["Keys"] = [.. Feature, "Operators"],
        ["Accounts"] = [.. Feature, "Operators", "Keys"],
        ["Accounts/Transfer"] = [.. Feature, "Operators", "Keys", "Accounts", "Rules", "Settings", "History"],
        ["Maintenance"] = [.. Feature, "Operators", "Keys", "Accounts", "Accounts/Transfer", "Attempts"],
        ["Compatibility/SendGrid"] = [.. Feature, "Rules", "Attempts", "Compatibility"],
        ["Compatibility/IncidentIo"] = [.. Feature, "Rules", "Compatibility"],
        ["Compatibility"] = Feature,
        ["Health"] = [.. Feature, "Storage/Clients"],
    };

    [Fact]
    public void No_folder_uses_one_that_it_must_not() => Assert.Empty(OffencesOf(Arrows.Read()));

    [Fact]
    public void Every_folder_with_sources_has_its_arrows() => Assert.Equal(Arrows.Folders.Order(StringComparer.Ordinal), Table.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_source_declares_the_namespace_of_its_folder()
    {
        foreach (var file in Arrows.Files())
        {
            var folder = Arrows.FolderOf(file).Replace('/', '.');
            Assert.Contains(
                folder.Length > 0 ? $"\nnamespace IpAccess.{folder};" : "\nnamespace IpAccess;", "\n" + File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> OffencesOf(Arrows arrows) => arrows.All
        .Where(arrow => arrow.Folder.Length > 0
            && arrow.Place is { Length: > 0 } to && to != arrow.Folder && !Table[arrow.Folder].Contains(to))
        .Select(arrow => arrow.ToString());
}
