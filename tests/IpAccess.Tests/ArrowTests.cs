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
        ["Text"] = ["Networks"],
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
        ["Attempts/Entries"] = ["Networks", "Storage"],
        ["Attempts/Queue"] = [.. Base, "Checks", "Attempts/Entries", "Poison"],
        ["Attempts/Recording"] = [.. Base, "Checks", "Attempts/Entries", "Attempts/Queue"],
        ["Attempts"] = [.. Feature, "Rules", "Attempts/Entries", "Attempts/Queue"],
        ["Poison"] = ["Text", "Storage", "Telemetry", "Http", "Http/Messages", "Operators"],
        ["Previews"] = [.. Feature, "Rules", "Settings", "Hygiene", "Attempts", "Attempts/Entries"],
        // A key's change shares one transaction with the head of its account's list.
        ["Keys"] = [.. Feature, "Operators"],
        ["Accounts"] = [.. Feature, "Operators", "Keys"],
        ["Accounts/Transfer"] = [.. Feature, "Operators", "Keys", "Accounts", "Rules", "Settings", "History"],
        ["Maintenance"] = [.. Feature, "Operators", "Keys", "Accounts", "Accounts/Transfer", "Attempts/Entries"],
        ["Compatibility/SendGrid"] = [.. Feature, "Rules", "Attempts", "Attempts/Entries", "Compatibility"],
        ["Compatibility/IncidentIo"] = [.. Feature, "Rules", "Compatibility"],
        ["Compatibility"] = Feature,
        ["Health"] = [.. Feature, "Storage/Clients"],
    };

    [Fact]
    public void No_folder_uses_one_that_it_must_not() => Assert.Empty(OffencesOf(Arrows.Read()));

    [Theory]
    [InlineData("Attempts/Queue")]
    [InlineData("Attempts/Entries")]
    [InlineData("Attempts/Recording")]
    [InlineData("Text")]
    public void A_message_of_the_queue_becomes_attempts_without_HTTP(string folder)
    {
        var arrows = Arrows.Read().All.Where(arrow => arrow.Folder == folder).ToList();
        Assert.NotEmpty(arrows);
        Assert.DoesNotContain(arrows, SpeaksHttp);
    }

    [Fact]
    public void What_speaks_HTTP_is_found()
    {
        var arrows = Arrows.Of(
            "Attempts/Queue", "class Added(Microsoft.AspNetCore.Http.HttpRequest request) { object Of(IpAccess.Text.Faults faults) => IpAccess.Http.Messages.Problems.Of(faults); }");
        Assert.Contains(arrows.All, arrow => arrow.Place is null && SpeaksHttp(arrow));
        Assert.Contains(arrows.All, arrow => arrow.Place == "Http/Messages" && SpeaksHttp(arrow));
    }

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

    private static bool SpeaksHttp(Arrow arrow) =>
        arrow.Place?.Split('/')[0] == "Http" || arrow.LeadsTo("Microsoft.AspNetCore", "Microsoft.Net.Http", "Microsoft.Extensions.Primitives");

    private static IEnumerable<string> OffencesOf(Arrows arrows) => arrows.All
        .Where(arrow => arrow.Folder.Length > 0
            && arrow.Place is { Length: > 0 } to && to != arrow.Folder && !Table[arrow.Folder].Contains(to))
        .Select(arrow => arrow.ToString());
}
