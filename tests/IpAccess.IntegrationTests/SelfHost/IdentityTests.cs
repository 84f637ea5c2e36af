using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IpAccess.Http;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;

namespace IpAccess.IntegrationTests.SelfHost;

/// <summary>The self-host on storage that knows it by its identity only.</summary>
public sealed class IdentityTests : IDisposable
{
    private const string OperatorKey = "operator-key-of-the-tests-0123456789";
    private const string ClientId = "11111111-2222-3333-4444-555555555555";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [NodeTheory]
    [InlineData(StorageOptions.ManagedIdentity, ClientId)]
    [InlineData(StorageOptions.ManagedIdentity, null)]
    [InlineData(null, null)]
    public async Task With_the_token_of_an_identity_it_does_all_its_work(string? credential, string? clientId)
    {
        await using var azurite = await TlsAzurite.StartAsync();
        await using var tokens = await TokenEndpoint.StartAsync();
        await using var host = Start(azurite, tokens, credential, clientId);
        using var client = new HttpClient { BaseAddress = await host.AddressAsync() };

        await ReadyAsync(client);
        await OpenAccountAsync(client);
        _ = await client.PasteAsync(["127.0.0.1", "203.0.113.0/24"]);
        using (var body = JsonContent.Create(new { ip = "203.0.113.7" }))
        {
            using var response = await client.PostAsync("/v1/check", body);
            Assert.True((await Rest.ReadAsync(response)).GetProperty("allowed").GetBoolean());
        }

        Assert.Equal("203.0.113.7", (await FirstAttemptAsync(client)).GetProperty("ip").GetString());
        Assert.NotEmpty(tokens.Asked);
        Assert.All(tokens.Asked, asked => Assert.Equal(("https://storage.azure.com", clientId ?? string.Empty), asked));
        Assert.False(File.Exists(Path.Combine(root.Data, "claim")));
        Assert.Equal(0, await host.StopAsync());
    }

    [NodeFact]
    public async Task Without_a_token_it_does_not_start_and_says_so_in_a_sentence()
    {
        await using var azurite = await TlsAzurite.StartAsync();
        await using var host = Start(azurite, tokens: null, StorageOptions.ManagedIdentity, ClientId);

        Assert.Equal(1, await host.EndAsync());
        Assert.Contains("The storage account that the setting Storage names does not answer: ", host.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output + host.Errors, StringComparison.Ordinal);
    }

    // The process believes the certificate of this one server, by the variable that OpenSSL and .NET on Linux read.
    private SelfHostProcess Start(TlsAzurite azurite, TokenEndpoint? tokens, string? credential, string? clientId) =>
        SelfHostProcess.Start(root.Path, environment: new Dictionary<string, string?>(tokens?.Environment ?? Nowhere)
        {
            ["SSL_CERT_FILE"] = azurite.Certificate,
            ["Storage__tableServiceUri"] = azurite.Tables,
            ["Storage__queueServiceUri"] = azurite.Queues,
            ["Storage__credential"] = credential,
            ["Storage__clientId"] = clientId,
            ["IpAccess__OperatorKeySha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OperatorKey))),
        });

    // Nobody listens on port 1.
    private static IEnumerable<KeyValuePair<string, string?>> Nowhere =>
        [new("IDENTITY_ENDPOINT", "http://127.0.0.1:1/msi/token"), new("IDENTITY_HEADER", "none")];

    private static async Task ReadyAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/health/ready");
        Assert.Equal("ready", (await Rest.ReadAsync(response)).GetProperty("status").GetString());
    }

    private static async Task OpenAccountAsync(HttpClient client)
    {
        client.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey);
        using var response = await client.PostAsJsonAsync("/v1/accounts", new { id = "acme" });
        var key = (await Rest.ReadAsync(response)).GetProperty("key").GetProperty("secret").GetString();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
    }

    private static async Task<JsonElement> FirstAttemptAsync(HttpClient client)
    {
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while (true)
        {
            if ((await client.AttemptsAsync()) is [var first, ..])
            {
                return first;
            }

            await Task.Delay(Pause, TimeProvider.System, hanging.Token);
        }
    }
}
