using System.Runtime.Versioning;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.SelfHost;

[Collection(AzuriteGroup.Name)]
public sealed class SelfHostTests(AzuriteFixture azurite) : IDisposable
{
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [NodeFact]
    public async Task Its_azurite_starts_with_it_and_stops_with_it()
    {
        await using var host = SelfHostProcess.Start(root.Path);
        var address = await host.AddressAsync();
        using var storage = root.FindAzurite();
        Assert.True(address.IsLoopback);
        Assert.False(storage.HasExited);

        Assert.Equal(0, await host.StopAsync());

        Assert.True(storage.HasExited);
        Assert.Empty(host.Errors);
    }

    [NodeFact]
    public async Task Its_azurite_ends_when_it_is_killed_and_the_next_start_waits_for_that()
    {
        await using var host = SelfHostProcess.Start(root.Path);
        _ = await host.AddressAsync();
        using var storage = root.FindAzurite();
        await host.KillAsync();

        await using var next = SelfHostProcess.Start(root.Path);
        _ = await next.AddressAsync();

        Assert.True(storage.HasExited);
        Assert.Equal(0, await next.StopAsync());
    }

    [NodeFact]
    public async Task It_says_when_its_azurite_has_ended()
    {
        await using var host = SelfHostProcess.Start(root.Path);
        _ = await host.AddressAsync();
        using var storage = root.FindAzurite();

        storage.Kill();

        await host.SaysAsync("Azurite, the local storage, has ended");
        Assert.Equal(0, await host.StopAsync());
    }

    [NodeFact]
    public async Task A_second_host_in_the_same_place_says_that_the_data_is_in_use()
    {
        await using var first = SelfHostProcess.Start(root.Path);
        _ = await first.AddressAsync();
        await using var second = SelfHostProcess.Start(root.Path);

        await AssertOneSentenceAsync(second, root.Data);
    }

    [NodeFact]
    public async Task With_a_storage_account_in_its_settings_it_starts_no_azurite()
    {
        await using var host = SelfHostProcess.Start(root.Path, ["--Storage", azurite.ConnectionString]);
        _ = await host.AddressAsync();

        Assert.False(File.Exists(Path.Combine(root.Data, "claim")));
        Assert.Equal(0, await host.StopAsync());
    }

    [NodeFact]
    public async Task A_missing_node_is_one_sentence()
    {
        await using var host = SelfHostProcess.Start(
            root.Path, environment: new Dictionary<string, string?> { ["PATH"] = root.Path });

        await AssertOneSentenceAsync(host, "node was not found");
    }

    [NodeTheory]
    [UnsupportedOSPlatform("windows")]
    [InlineData("echo v18.19.0", "this is v18.19.0")]
    [InlineData("[ $1 = --version ] && echo v20.0.0 || { echo out of luck >&2; exit 3; }", "did not come up: out of luck")]
    public async Task A_node_that_does_not_serve_is_one_sentence(string script, string part)
    {
        var node = Path.Combine(root.Path, "node");
        await File.WriteAllTextAsync(node, "#!/bin/sh\n" + script);
        File.SetUnixFileMode(node, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var host = SelfHostProcess.Start(
            root.Path, environment: new Dictionary<string, string?> { ["PATH"] = root.Path });

        await AssertOneSentenceAsync(host, part);
    }

    [NodeFact]
    public async Task A_failed_installation_is_one_sentence_with_the_words_of_npm()
    {
        root.InstallInto(Path.Combine(root.Path, "installation"));
        var offline = new Dictionary<string, string?>
        {
            ["npm_config_offline"] = "true",
            ["npm_config_cache"] = Path.Combine(root.Path, "cache"),
        };
        await using var host = SelfHostProcess.Start(root.Path, environment: offline);

        await AssertOneSentenceAsync(host, "ENOTCACHED");
    }

    [NodeFact]
    public async Task An_interrupted_installation_is_done_again_and_by_one_host_only()
    {
        using var neighbour = new ContentRoot();
        root.InstallInto(Path.Combine(root.Path, "installation"));
        neighbour.InstallInto(Path.Combine(root.Path, "installation"));
        await using var interrupted = SelfHostProcess.Start(root.Path);
        await interrupted.SaysAsync("Installing Azurite");
        await interrupted.KillAsync(withChildren: true);

        await using var host = SelfHostProcess.Start(root.Path);
        await using var other = SelfHostProcess.Start(neighbour.Path);
        _ = await Task.WhenAll(host.AddressAsync(), other.AddressAsync());

        _ = Assert.Single([host, other], it => it.Output.Contains("Installing", StringComparison.Ordinal));
        Assert.Equal(0, await host.StopAsync());
        Assert.Equal(0, await other.StopAsync());
    }

    [NodeFact]
    public async Task A_taken_address_is_one_sentence()
    {
        await using var first = SelfHostProcess.Start(root.Path);
        var address = await first.AddressAsync();
        await using var second = SelfHostProcess.Start(
            root.Path, ["--Storage", azurite.ConnectionString, "--urls", address.GetLeftPart(UriPartial.Authority)]);

        await AssertOneSentenceAsync(second, address.GetLeftPart(UriPartial.Authority));
    }

    [NodeFact]
    public async Task Beyond_loopback_it_listens_only_with_permission()
    {
        string[] arguments = ["--Storage", azurite.ConnectionString, "--urls", "http://0.0.0.0:0"];
        await using var refused = SelfHostProcess.Start(root.Path, arguments);
        await AssertOneSentenceAsync(refused, "IpAccess:Listen:AllowNonLoopback");

        await using var allowed = SelfHostProcess.Start(root.Path, [.. arguments, "--IpAccess:Listen:AllowNonLoopback", "true"]);
        Assert.Equal("0.0.0.0", (await allowed.AddressAsync()).Host);
        Assert.Equal(0, await allowed.StopAsync());
    }

    [NodeFact]
    public async Task A_broken_settings_file_is_one_sentence()
    {
        await File.WriteAllTextAsync(Path.Combine(root.Path, "appsettings.json"), "{ \"Storage\": ");
        await using var host = SelfHostProcess.Start(root.Path);

        await AssertOneSentenceAsync(host, "appsettings.json");
    }

    private static async Task AssertOneSentenceAsync(SelfHostProcess host, string part)
    {
        Assert.Equal(1, await host.EndAsync());
        Assert.Contains(part, host.Errors, StringComparison.Ordinal);
        _ = Assert.Single(host.Errors.Trim().Split('\n'));
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
    }
}
