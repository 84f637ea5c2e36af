using System.Text.RegularExpressions;

namespace IpAccess.Tests;

/// <summary>Which folder of the library may use which (design: features, not layers).</summary>
public sealed partial class ArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Telemetry"] = [],
        ["Networks"] = [],
        ["Storage"] = [],
        ["Http"] = ["Networks", "Storage"],
        // What operators do is told by whichever feature lets them do it.
        ["Operators"] = ["Networks", "Storage", "Http"],
        ["Allowlists"] = ["Networks", "Storage", "Http", "Operators"],
        ["Checks"] = ["Networks", "Storage", "Http", "Allowlists", "Telemetry"],
        ["Attempts"] = ["Networks", "Storage", "Http", "Operators", "Allowlists", "Checks", "Telemetry"],
        ["Previews"] = ["Networks", "Storage", "Http", "Allowlists", "Checks", "Attempts"],
        // A key's change shares one transaction with the head of its account's list.
        ["Accounts"] = ["Networks", "Storage", "Http", "Operators", "Allowlists"],
        ["Maintenance"] = ["Networks", "Storage", "Http", "Operators", "Allowlists", "Accounts", "Attempts"],
        ["Compatibility"] = ["Networks", "Storage", "Http", "Allowlists", "Attempts"],
        ["Health"] = ["Networks", "Storage", "Http"],
    };

    [Fact]
    public void No_folder_uses_one_that_it_must_not()
    {
        var offences = Sources().SelectMany(source => Offences(source.Folder, File.ReadAllText(source.File)), (source, offence) =>
            $"{source.File}: {offence}");

        Assert.Empty(offences);
    }

    [Fact]
    public void Every_folder_with_sources_has_its_arrows()
    {
        Assert.Equal(Arrows.Keys.Order(), Sources().Select(source => source.Folder).Distinct().Order());
    }

    [Fact]
    public void Every_source_declares_the_namespace_of_its_folder()
    {
        foreach (var (folder, file) in Sources())
        {
            Assert.Matches($@"(?m)^namespace IpAccess\.{folder}(\.\w+)*;", File.ReadAllText(file));
        }
    }

    [Theory]
    [InlineData("Http", "using IpAccess.Checks;")]
    [InlineData("Http", "global using IpAccess.Checks;")]
    [InlineData("Networks", "using IpAccess.Storage;")]
    [InlineData("Checks", "using static IpAccess.Accounts.KeyText;")]
    [InlineData("Allowlists", "using Key = IpAccess.Accounts.ApiKey;")]
    [InlineData("Storage", "using IpAccess.Allowlists.Versions;")]
    [InlineData("Health", "class C { global::IpAccess.Checks.Decision d; }")]
    [InlineData("Http", "class C { IpAccess.Accounts.ApiKey k; }")]
    [InlineData("Http", "class C { object o = new Accounts.ApiKey(); }")]
    [InlineData("Allowlists", "class C { List<Checks.Decision> d; }")]
    [InlineData("Networks", "class C { int i = Http . BodyReader . Limit; }")]
    [InlineData("Networks", "class C { string s = $\"{Http.BodyReader.Limit}\"; }")]
    public void A_forbidden_reference_is_found(string folder, string source) => Assert.NotEmpty(Offences(folder, source));

    [Theory]
    [InlineData("Http", "using IpAccess.Networks;\nusing Microsoft.AspNetCore.Http;\nnamespace IpAccess.Http;")]
    [InlineData("Checks", "using IpAccess.Allowlists.Versions;\nclass C { Http.Scope s = Http.Scope.Check; }")]
    [InlineData("Http", "// Not IpAccess.Checks.\n/// <see cref=\"IpAccess.Checks.Decision\"/>\nclass C { /* Accounts.ApiKey */ }")]
    [InlineData("Http", "class C { string s = \"IpAccess.Accounts.Key\"; string t = Routes.Accounts; }")]
    [InlineData("Storage", "using Azure.Storage.Queues;\nusing System.Net.Http.Headers;")]
    public void An_allowed_reference_is_no_offence(string folder, string source) => Assert.Empty(Offences(folder, source));

    private static IEnumerable<(string Folder, string File)> Sources()
    {
        var library = Repository.PathOf(Path.Combine("src", "IpAccess"));
        return Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(library, file).Split(Path.DirectorySeparatorChar), File: file))
            .Where(source => source.Path.Length > 1 && source.Path[0] is not ("bin" or "obj"))
            .Select(source => (source.Path[0], source.File));
    }

    private static IEnumerable<string> Offences(string folder, string source)
    {
        var code = Unread().Replace(source, match => match.Value.StartsWith('$') ? match.Value : " ");
        return Reference().Matches(code)
            .Where(match => match.Groups["to"].Value is var to && to != folder && Arrows.ContainsKey(to) && !Arrows[folder].Contains(to))
            .Select(match => match.Value);
    }

    // Comments, and what stands between quotes; after a $ that may hold code.
    [GeneratedRegex(
        """""
        //[^\n]* | /\*.*?\*/ | \$*\"""(?:.|\n)*?\""" | \$?"(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
        """"",
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex Unread();

    // IpAccess.X anywhere; or X. alone, which inside our namespaces means the same.
    [GeneratedRegex(@"(?<![\w.])(?:global\s*::\s*)?(?:IpAccess\s*\.\s*(?<to>\w+)|(?<to>[A-Z]\w*)\s*\.\s*[A-Z])")]
    private static partial Regex Reference();
}
