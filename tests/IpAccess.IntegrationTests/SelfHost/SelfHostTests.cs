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

    [NodeFact]
    public async Task A_failed_installation_is_one_sentence_with_the_words_of_npm()
    {
        Directory.Delete(Path.Combine(root.Path, ".ipaccess", "azurite"));
        _ = Directory.CreateDirectory(Path.Combine(root.Path, ".ipaccess", "azurite"));
        var offline = new Dictionary<string, string?>
        {
            ["npm_config_offline"] = "true",
            ["npm_config_cache"] = Path.Combine(root.Path, "cache"),
        };
        await using var host = SelfHostProcess.Start(root.Path, environment: offline);

        await AssertOneSentenceAsync(host, "ENOTCACHED");
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
