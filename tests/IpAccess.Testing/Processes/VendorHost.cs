using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IpAccess.Testing.Stores;

namespace IpAccess.Testing.Processes;

/// <summary>The self-host as a process, for clients that know nothing of it but its address and a key. They call from 127.0.0.1.</summary>
internal sealed class VendorHost : IAsyncDisposable
{
    private const string OperatorKey = "operator-key-of-the-tests-0123456789";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly ContentRoot root = new();
    private readonly SelfHostProcess process;

    private VendorHost(string storage) => process = SelfHostProcess.Start(
        root.Path,
        ["--Storage", storage, "--IpAccess:OperatorKeySha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OperatorKey)))]);

    public Uri Address { get; private set; } = null!;

    /// <summary>The account.</summary>
    public string Account { get; } = "a" + Guid.NewGuid().ToString("n");

    /// <summary>Its child account.</summary>
    public string Child => Account + "-child";

    /// <summary>The key of the account's owner.</summary>
    public string Key { get; private set; } = null!;

    public static async Task<VendorHost> StartAsync(string storage)
    {
        var host = new VendorHost(storage);
        host.Address = await host.process.AddressAsync();
        var made = await host.PostAsync(OperatorKey, "/v1/accounts", new { id = host.Account });
        host.Key = made.GetProperty("key").GetProperty("secret").GetString()!;
        await host.PostAsync(OperatorKey, "/v1/accounts", new { id = host.Child, parent = host.Account });
        return host;
    }

    public HttpClient NewClient(string key)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = SelfHostProcess.Patience };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>A new key of the account, which may only read.</summary>
    public async Task<string> ViewerAsync() =>
        (await PostAsync(Key, "/v1/keys", new { role = "viewer" })).GetProperty("secret").GetString()!;

    /// <summary>Has 1.1.1.1 and 127.0.0.1 try to come in, and waits until both are told.</summary>
    public async Task TryToComeInAsync()
    {
        object[] checks = [new { ip = "1.1.1.1", method = "Web", surface = "console" }, new { ip = "127.0.0.1", method = "api_key" }];
        await PostAsync(Key, "/v1/check", new { checks });
        using var client = NewClient(Key);
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while ((await client.AttemptsAsync()).Count < checks.Length)
        {
            await Task.Delay(Pause, TimeProvider.System, hanging.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        root.Dispose();
    }

    private async Task<JsonElement> PostAsync(string key, string path, object body)
    {
        using var client = NewClient(key);
        using var response = await client.PostAsJsonAsync(path, body);
        return await Rest.ReadAsync(response);
    }
}
