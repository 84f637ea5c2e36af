namespace IpAccess.Tests;

/// <summary>Which folder may use which (features, not layers), as the compiler sees it: subfolders are folders of their own.</summary>
public sealed class ArrowTests
{
    private static readonly string[] Basis = ["Networks", "Decisions", "Text"];
    private static readonly string[] Rows = ["Storage", "Storage/Caching"];
    private static readonly string[] Store = ["Allowlists/Versions", "Allowlists/Versions/Pages", "Allowlists/Versions/Tree"];
    private static readonly string[] Feature = [.. Basis, .. Rows, "Allowlists", .. Store, "Http", "Http/Messages", "Telemetry"];

    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        // What apps share with the service.
        ["Networks"] = [],
        ["Decisions"] = ["Networks"],
        ["Packing"] = ["Networks"],

        // What everything stands on.
        ["Telemetry"] = [],
        ["Text"] = ["Networks"],
        ["Storage"] = [],
        ["Storage/Caching"] = ["Storage"],
        ["Storage/Clients"] = ["Storage"],

        // The domain, and where it is kept.
        ["Allowlists"] = Basis,
        ["Allowlists/Versions/Pages"] = ["Networks", "Packing", "Allowlists"],
        ["Allowlists/Versions/Tree"] = ["Networks", "Storage", "Allowlists", "Allowlists/Versions/Pages"],
        ["Allowlists/Versions"] = [.. Basis, "Storage", "Allowlists", "Allowlists/Versions/Pages", "Allowlists/Versions/Tree"],

        // What all features speak over HTTP.
        ["Http/Messages"] = ["Networks", "Text", "Allowlists"],
        ["Http"] = [.. Basis, .. Rows, "Allowlists", "Http/Messages"],

        // The features. What operators do is told by whichever lets them do it.
        ["Operators"] = Feature,
        ["Rules/Csv"] = Feature,
        ["Rules"] = [.. Feature, "Rules/Csv"],
        ["Settings"] = [.. Feature, "Operators"],
        ["History"] = [.. Feature, "Rules", "Settings"],
        ["Audit"] = Feature,
        ["Hygiene"] = [.. Feature, "Rules"],
        ["Checks"] = Feature,
        ["Exports"] = [.. Feature, "Enforcers/Sightings"],
        ["Authorize"] = [.. Feature, "Checks", "Enforcers/Sightings"],

        // The format is shared with apps, and stands in the core; what serves it is here.
        ["Snapshots"] = [.. Feature, "Packing", "Enforcers/Sightings"],
        ["Attempts/Entries"] = ["Networks", "Storage"],
        ["Attempts/Queue"] = [.. Basis, .. Rows, "Checks", "Telemetry", "Attempts/Entries", "Poison"],
        ["Attempts/Recording"] = [.. Basis, .. Rows, "Checks", "Telemetry", "Attempts/Entries", "Attempts/Queue"],
        ["Attempts"] = [.. Feature, "Checks", "Rules", "Poison", "Attempts/Entries", "Attempts/Queue", "Attempts/Recording"],
        ["Poison"] = [.. Feature, "Operators"],
        ["Enforcers/Sightings"] = ["Networks", "Text", "Http"],
        ["Enforcers/Entries"] = ["Networks", "Storage", "Enforcers/Sightings"],
        ["Enforcers/Recording"] = ["Storage", "Telemetry", "Enforcers/Sightings", "Enforcers/Entries"],
        ["Enforcers"] = [.. Feature, "Enforcers/Sightings", "Enforcers/Entries", "Enforcers/Recording"],
        ["Previews"] = [.. Feature, "Rules", "Settings", "Hygiene", "Attempts", "Attempts/Entries"],

        // A key's change shares one transaction with the head of its account's list.
        ["Keys"] = [.. Feature, "Operators"],
        ["Accounts"] = [.. Feature, "Operators", "Keys"],
        ["Accounts/Transfer"] = [.. Feature, "Operators", "Keys", "Accounts", "Rules", "Settings", "History"],
        ["Maintenance"] = [.. Feature, "Operators", "Keys", "Accounts", "Attempts/Entries", "Enforcers/Entries"],
        ["Compatibility"] = ["Networks", "Text"],
        ["Compatibility/SendGrid"] = [.. Feature, "Compatibility", "Rules", "Attempts", "Attempts/Entries"],
        ["Compatibility/IncidentIo"] = [.. Feature, "Compatibility", "Rules"],
        ["Health"] = ["Storage", "Http", "Http/Messages"],
    };

    // What a folder must not know of the world outside.
    private static readonly Dictionary<string, string[]> Unknown = new(StringComparer.Ordinal)
    {
        ["Networks"] = ["Microsoft", "Azure"],
        ["Decisions"] = ["Microsoft", "Azure"],
        ["Packing"] = ["Microsoft", "Azure"],
        ["Text"] = ["Microsoft.AspNetCore", "Azure"],
        ["Allowlists"] = ["Microsoft.AspNetCore", "Azure"],
        ["Allowlists/Versions/Pages"] = ["Microsoft.AspNetCore", "Azure"],
        ["Allowlists/Versions/Tree"] = ["Microsoft.AspNetCore"],
        ["Allowlists/Versions"] = ["Microsoft.AspNetCore"],
        ["Attempts/Entries"] = ["Microsoft.AspNetCore"],
        ["Attempts/Queue"] = ["Microsoft.AspNetCore"],
        ["Attempts/Recording"] = ["Microsoft.AspNetCore"],
        ["Enforcers/Entries"] = ["Microsoft.AspNetCore"],
        ["Enforcers/Recording"] = ["Microsoft.AspNetCore"],
        ["Storage"] = ["Microsoft.AspNetCore"],
        ["Storage/Caching"] = ["Microsoft.AspNetCore", "Azure"],
        ["Storage/Clients"] = ["Microsoft.AspNetCore"],
        ["Telemetry"] = ["Microsoft.AspNetCore"],
    };

    [Fact]
    public void No_folder_uses_one_that_it_must_not() => Assert.Empty(OffencesOf(Arrows.Read()));

    [Fact]
    public void Only_what_composes_a_feature_uses_the_top_of_the_project() => Assert.Empty(Arrows.Read().All
        .Where(arrow => arrow is { Folder.Length: > 0, Place: "" } && !arrow.Source.EndsWith("Feature.cs", StringComparison.Ordinal))
        .Select(arrow => arrow.ToString()));

    [Fact]
    public void Every_folder_with_sources_has_its_arrows() =>
        Assert.Equal(Arrows.Folders.Order(StringComparer.Ordinal), Table.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void No_two_folders_use_each_other_on_whatever_way()
    {
        Assert.All(Table.Keys, folder => Assert.DoesNotContain(folder, ReachedFrom(folder)));
    }

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

    [Theory]
    [InlineData("Allowlists", "using Microsoft.AspNetCore.Http; namespace IpAccess.Allowlists; class Added(HttpResponse response);")]
    [InlineData("Allowlists", "namespace IpAccess.Allowlists; class Added { object Tag() => Azure.ETag.All; }")]
    [InlineData("Allowlists", "namespace IpAccess.Allowlists; class Added { int Status(Http.Messages.Problem problem) => problem.Status; }")]
    [InlineData("Allowlists", "using IpAccess.Allowlists.Versions; namespace IpAccess.Allowlists; class Added(AllowlistStore store);")]
    [InlineData("Allowlists", "using Store = IpAccess.Allowlists.Versions.AllowlistStore; namespace IpAccess.Allowlists; class Added(Store store);")]
    [InlineData("Allowlists/Versions/Tree", "namespace IpAccess.Allowlists.Versions.Tree; class Added { string Head => RowKeys.Head; }")]
    [InlineData("Text", "using IpAccess.Http.Messages; namespace IpAccess.Text; class Added { object None() { var problem = Problems.NotFound; return problem; } }")]
    [InlineData("Storage", "namespace IpAccess.Storage; class Added { string S => $\"{Keys.KeyText.NewId()}\"; }")]
    [InlineData("Checks", "using static IpAccess.Keys.KeyText; namespace IpAccess.Checks; class Added { string S => NewId(); }")]
    [InlineData("Attempts/Queue", "namespace IpAccess.Attempts.Queue; class Added { object Of(Text.Faults faults) => Http.Messages.Problems.Of(faults); }")]
    [InlineData("Http", "namespace IpAccess.Http; class Added { global::IpAccess.Checks.Decider d; }")]
    [InlineData("Http/Messages", "namespace IpAccess.Http.Messages; class Added { Gate gate; }")]
    public void A_forbidden_reference_is_found(string folder, string source) => Assert.NotEmpty(OffencesOf(Arrows.Of(folder, source)));

    [Theory]
    [InlineData("Allowlists", "using IpAccess.Networks; namespace IpAccess.Allowlists; class Added { Network n; string s = \"IpAccess.Http.Gate\"; }")]
    [InlineData("Allowlists", "namespace IpAccess.Allowlists; /// <see cref=\"Http.Gate\"/>\nclass Added { } // Not Http.Gate.")]
    [InlineData("Checks", "using IpAccess.Allowlists.Versions; namespace IpAccess.Checks; class Added(AllowlistStore store, Http.Gate gate);")]
    [InlineData("Storage", "namespace IpAccess.Storage; class Added { object Tag() => Azure.ETag.All; }")]
    public void An_allowed_reference_is_no_offence(string folder, string source) => Assert.Empty(OffencesOf(Arrows.Of(folder, source)));

    private static IEnumerable<string> OffencesOf(Arrows arrows) => arrows.All
        .Where(arrow => arrow.Folder.Length > 0 && (LeadsAstray(arrow) || arrow.LeadsTo(Unknown.GetValueOrDefault(arrow.Folder, []))))
        .Select(arrow => arrow.ToString());

    private static bool LeadsAstray(Arrow arrow) =>
        arrow.Place is { Length: > 0 } to && to != arrow.Folder && !Table[arrow.Folder].Contains(to);

    private static HashSet<string> ReachedFrom(string folder)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>(Table[folder]);
        while (next.TryPop(out var place))
        {
            if (reached.Add(place))
            {
                Array.ForEach(Table[place], next.Push);
            }
        }

        return reached;
    }
}
