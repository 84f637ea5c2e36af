using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IpAccess.Testing.Enforcement;
using IpAccess.Testing.Hosting;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Exports;

/// <summary>The export for nftables in the kernel's own nftables, in a network of its own.</summary>
public sealed class NftablesTests(ITestOutputHelper output)
{
    private const string Path = "/v1/export/nftables";

    [NamespaceFact]
    public async Task Each_file_takes_the_place_of_the_one_before_also_the_same_twice()
    {
        using var network = NetworkNamespace.Make();
        await using var account = await TestAccount.StartAsync(
            "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "192.0.2.0/25", "192.0.2.128/25", "2001:db8::/32", "2001:db8:1::/48", "::1");
        (string Set, string Address, bool IsIn)[] some =
        [
            ("allow4", "10.1.2.3", true), ("allow4", "10.255.255.255", true), ("allow4", "11.0.0.0", false), ("allow4", "192.0.2.200", true),
            ("allow6", "2001:db8:1::5", true), ("allow6", "2001:db9::", false), ("allow6", "::1", true), ("allow6", "::", false),
        ];

        await LoadTwiceAsync(network, account, Path);
        Assert.All(some, one => Assert.Equal(one.IsIn, Holds(network, one.Set, one.Address)));

        await LoadTwiceAsync(network, account, Path + "?minimal=true");
        Assert.All(some, one => Assert.Equal(one.IsIn, Holds(network, one.Set, one.Address)));

        await account.PatchAsync(TestAccount.Settings, """{"mode":"off"}""");
        await LoadTwiceAsync(network, account, Path);
        Assert.All(some, one => Assert.True(Holds(network, one.Set, one.Address)));

        await account.PatchAsync(TestAccount.Settings, """{"mode":"enforce","empty_list":"deny"}""");
        (await account.PostAsync(TestAccount.Rules + "/delete", """{"sources":["manual"]}""")).Is(200);
        await LoadTwiceAsync(network, account, Path);
        Assert.All(some, one => Assert.False(Holds(network, one.Set, one.Address)));

        await account.PasteAsync("11.0.0.0/8");
        await LoadTwiceAsync(network, account, Path);
        Assert.True(Holds(network, "allow4", "11.0.0.0"));
        Assert.False(Holds(network, "allow4", "10.1.2.3"));
    }

    [NamespaceFact]
    public async Task A_file_that_is_no_whole_one_changes_nothing()
    {
        using var network = NetworkNamespace.Make();
        await using var account = await TestAccount.StartAsync("10.0.0.0/8", "192.0.2.0/24");
        var file = (await account.GetAsync(Path)).Is(200).Text;
        network.Load(file).Succeeds();

        var cut = file.Replace("10.0.0.0/8", "11.0.0.0/8", StringComparison.Ordinal);
        foreach (var part in (string[])[cut[..cut.IndexOf("192", StringComparison.Ordinal)], cut[..cut.IndexOf(".0.2.0", StringComparison.Ordinal)]])
        {
            Assert.NotEqual(0, network.Load(part).ExitCode);
        }

        Assert.True(Holds(network, "allow4", "10.0.0.1"));
        Assert.False(Holds(network, "allow4", "11.0.0.1"));
    }

    [NamespaceFact]
    public async Task One_family_leaves_the_set_of_the_other_as_it_was()
    {
        using var network = NetworkNamespace.Make();
        await using var account = await TestAccount.StartAsync("10.0.0.0/8", "2001:db8::/32");
        await LoadTwiceAsync(network, account, Path);
        (await account.PostAsync(TestAccount.Rules + "/delete", """{"sources":["manual"]}""")).Is(200);
        await account.PasteAsync("11.0.0.0/8 2001:db9::/32");

        await LoadTwiceAsync(network, account, Path + "?family=ipv4");

        Assert.True(Holds(network, "allow4", "11.0.0.1"));
        Assert.False(Holds(network, "allow4", "10.0.0.1"));
        Assert.True(Holds(network, "allow6", "2001:db8::1"));
        Assert.False(Holds(network, "allow6", "2001:db9::1"));
    }

    [NamespaceFact]
    public async Task A_rule_lets_in_whom_the_set_has_and_nobody_else()
    {
        const string None = "counter packets 0 ";
        using var network = NetworkNamespace.Make();
        await using var account = await TestAccount.StartAsync("127.0.0.1");
        await LoadTwiceAsync(network, account, Path);
        network.Nft("add chain inet ipaccess guard { type filter hook input priority 0 ; }").Succeeds();
        network.Nft("add rule inet ipaccess guard ip saddr != @allow4 counter drop").Succeeds();

        network.SendDatagram();
        Assert.Contains(None, network.Nft("list chain inet ipaccess guard").Output, StringComparison.Ordinal);

        (await account.PostAsync(TestAccount.Rules + "/delete", """{"sources":["manual"]}""")).Is(200);
        await account.PasteAsync("127.0.0.2");
        await LoadTwiceAsync(network, account, Path);
        network.SendDatagram();
        Assert.DoesNotContain(None, network.Nft("list chain inet ipaccess guard").Output, StringComparison.Ordinal);
    }

    [NamespaceFact]
    public async Task The_kernel_has_the_addresses_around_the_edges_of_a_long_list_that_it_is_to_have()
    {
        var scene = EdgeScene.Make();
        using var network = NetworkNamespace.Make();
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        await account.PasteAsync(scene.Paste);
        var file = (await account.GetAsync(Path)).Is(200).Text;

        var began = Stopwatch.GetTimestamp();
        network.Load(file).Succeeds();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nft -f with {scene.Networks.Count} networks: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:n0} ms"));

        var ranges = RangesOf(network, "allow4").Concat(RangesOf(network, "allow6")).ToList();
        Assert.InRange(ranges.Count, 1000, scene.Networks.Count);
        var wrong = scene.Clients.AsParallel().Where(client =>
        {
            var bytes = KernelRange.BytesOf(client.Address);
            return ranges.Exists(range => range.Holds(bytes)) != client.IsLetIn;
        });
        Assert.Empty(wrong);
        Assert.All(scene.Clients.Take(100), client => Assert.Equal(client.IsLetIn, Holds(network, SetOf(client.Address), client.Address)));
    }

    private static async Task LoadTwiceAsync(NetworkNamespace network, TestAccount account, string path)
    {
        var file = (await account.GetAsync(path)).Is(200).Text;
        network.Load(file).Succeeds();
        network.Load(file).Succeeds();
    }

    private static string SetOf(string address) => address.Contains(':', StringComparison.Ordinal) ? "allow6" : "allow4";

    private static bool Holds(NetworkNamespace network, string set, string address) =>
        network.Nft("get", "element", "inet", "ipaccess", set, "{", address, "}").ExitCode == 0;

    private static List<KernelRange> RangesOf(NetworkNamespace network, string set)
    {
        var listed = JsonElement.Parse(network.Nft("-j", "list", "set", "inet", "ipaccess", set).Succeeds().Output);
        var elements = listed.GetProperty("nftables").EnumerateArray().Last().GetProperty("set").GetProperty("elem");
        return [.. elements.EnumerateArray().Select(KernelRange.Read)];
    }
}
