using System.Net;
using IpAccess.Http;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Accounts;

/// <summary>A backup of an account in one storage, restored into another one: two processes, two Azurites.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class BackupTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    // The server's own limit of a body, which is not the service's, is 30,000,000 bytes.
    private const int Networks = 150_000;
    private const long LimitOfTheServer = 30_000_000;
    private const string Caller = "203.0.113.9";

    [NodeFact]
    public async Task A_large_account_is_the_same_in_another_storage_and_has_the_same_keys()
    {
        var other = new AzuriteFixture();
        await other.InitializeAsync();
        try
        {
            await RestoreAsync(other);
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, byte[] file)
    {
        using var body = new ByteArrayContent(file);
        body.Headers.ContentType = new("application/x-ndjson");
        return await client.PostAsync("/v1/accounts/import", body);
    }

    private static async Task<string> SeenAsync(HttpClient owner)
    {
        var rules = await owner.ListAsync();
        var (settings, keys) = (await owner.SettingsAsync(), await owner.GetStringAsync("/v1/keys"));
        return string.Join('\n', [settings.GetRawText(), keys, .. rules.Select(rule => rule.GetRawText())]);
    }

    private async Task RestoreAsync(AzuriteFixture other)
    {
        await using var here = await ListHost.StartAsync(azurite.ConnectionString);
        await using var there = await ListHost.StartAsync(other.ConnectionString);
        var (account, key) = await here.NewAccountAsync();
        using var owner = here.NewClient(key, Caller);
        await owner.PasteAsync([Caller, .. Enumerable.Range(0, Networks - 1).Select(i => $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}")]);

        using var from = here.NewClient(ListHost.OperatorKey, Caller);
        using var to = there.NewClient(ListHost.OperatorKey, Caller);
        using var backup = await from.GetAsync($"/v1/accounts/{account}/export", HttpCompletionOption.ResponseHeadersRead);
        var file = await backup.Content.ReadAsByteArrayAsync();
        var before = there.PeakMegabytes;
        using var restored = await SendAsync(to, file);

        Assert.Equal(Networks, (await Rest.ReadAsync(restored)).GetProperty("rules").GetInt64());
        Assert.True(file.LongLength > LimitOfTheServer, $"{file.LongLength}");
        output.WriteLine($"{file.LongLength} bytes; memory of the importing process {before} to {there.PeakMegabytes} MiB");
        using var ownerThere = there.NewClient(key, Caller);
        Assert.Equal(await SeenAsync(owner), await SeenAsync(ownerThere));
        Assert.True((await ownerThere.CheckAsync(Caller)).GetProperty("allowed").GetBoolean());
        using var again = await SendAsync(to, file);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }
}
