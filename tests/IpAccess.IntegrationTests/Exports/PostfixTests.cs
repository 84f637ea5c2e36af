using System.Diagnostics;
using System.Globalization;
using IpAccess.Testing.Enforcement;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Exports;

/// <summary>The export for Postfix, asked by its own program.</summary>
public sealed class PostfixTests(ITestOutputHelper output) : IDisposable
{
    private const string Path = "/v1/export/postfix";
    private readonly string folder = Directory.CreateTempSubdirectory("ipaccess-postfix-").FullName;

    [ProgramFact("postmap")]
    public async Task Who_is_listed_goes_on_and_all_others_are_rejected()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8", "2001:db8::/32", "::1");

        var table = await TableAsync(account);

        Assert.Equal("DUNNO", Ask(table, "10.1.2.3"));
        Assert.Equal("DUNNO", Ask(table, "2001:db8::5"));
        Assert.Equal("DUNNO", Ask(table, "::1"));
        Assert.StartsWith("REJECT ", Ask(table, "11.0.0.0"), StringComparison.Ordinal);
        Assert.StartsWith("REJECT ", Ask(table, "2001:db9::"), StringComparison.Ordinal);
    }

    [ProgramFact("postmap")]
    public async Task Where_everyone_is_let_in_nobody_is_rejected_and_where_nobody_is_everyone()
    {
        await using var account = await TestAccount.StartAsync();
        string[] some = ["0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "2001:db8::1"];

        var everyone = await TableAsync(account);
        Assert.All(some, address => Assert.Equal("DUNNO", Ask(everyone, address)));

        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        await account.PatchAsync(TestAccount.Settings, """{"empty_list":"deny"}""");
        var nobody = await TableAsync(account);
        Assert.All(some, address => Assert.StartsWith("REJECT ", Ask(nobody, address), StringComparison.Ordinal));
    }

    [ProgramFact("postmap")]
    public async Task Of_one_family_alone_the_other_is_rejected()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.0/8", "2001:db8::/32");

        var table = await TableAsync(account, "?family=ipv4");

        Assert.Equal("DUNNO", Ask(table, "10.1.2.3"));
        Assert.StartsWith("REJECT ", Ask(table, "2001:db8::1"), StringComparison.Ordinal);
    }

    [ProgramFact("postmap")]
    public async Task It_says_the_same_of_the_addresses_around_the_edges_of_a_long_list()
    {
        var scene = EdgeScene.Make();
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        await account.PasteAsync(scene.Paste);
        var table = await TableAsync(account);

        var began = Stopwatch.GetTimestamp();
        var asked = string.Concat(scene.Clients.Select(client => client.Address + "\n"));
        var answers = ProgramRun.Of("postmap", ["-q", "-", table], asked).Succeeds().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"postmap -q, {answers.Length} addresses: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:n0} ms"));

        Assert.Equal(
            scene.Clients.Select(client => $"{client.Address} {(client.IsLetIn ? "DUNNO" : "REJECT")}"),
            answers.Select(answer => string.Join(' ', answer.Split('\t', ' ').Take(2))));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Ask(string table, string address) => ProgramRun.Of("postmap", ["-q", address, table]).Succeeds().Output.TrimEnd('\n');

    private async Task<string> TableAsync(TestAccount account, string query = "")
    {
        var file = System.IO.Path.Combine(folder, "ipaccess.cidr");
        await File.WriteAllTextAsync(file, (await account.GetAsync(Path + query)).Is(200).Text);
        return "cidr:" + file;
    }
}
