using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;

namespace IpAccess.Testing.Processes;

/// <summary>A self-host in a process of its own, over a storage that outlives it; callers name their address themselves.</summary>
internal sealed class ListHost : IAsyncDisposable
{
    public const string OperatorKey = "operator-key-of-the-tests-0123456789";
    private readonly ContentRoot root = new();
    private readonly string storage;
    private readonly IReadOnlyDictionary<string, string?>? environment;
    private SelfHostProcess process;
    private Uri address = new("http://127.0.0.1");

    private ListHost(string storage, IReadOnlyDictionary<string, string?>? environment)
    {
        (this.storage, this.environment) = (storage, environment);
        process = Start();
    }

    /// <summary>The most memory that the process has had, in MiB.</summary>
    public long PeakMegabytes => process.PeakMegabytes;

    /// <summary>The processor time that the process has used so far.</summary>
    public TimeSpan ProcessorTime => process.ProcessorTime;

    /// <summary>What the process has written to its standard output so far.</summary>
    public string Output => process.Output;

    public static async Task<ListHost> StartAsync(string storage, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var host = new ListHost(storage, environment);
        host.address = await host.process.AddressAsync();
        return host;
    }

    /// <summary>Makes an account with a name of its own, and gives its owner's key.</summary>
    public Task<(string Account, string Key)> NewAccountAsync() => NewAccountAsync("a" + Guid.NewGuid().ToString("n"));

    /// <summary>Makes an account, and gives its owner's key.</summary>
    public async Task<(string Account, string Key)> NewAccountAsync(string id)
    {
        using var client = NewClient(OperatorKey, "192.0.2.1");
        using var response = await client.PostAsJsonAsync("/v1/accounts", new { id });
        var account = await Rest.ReadAsync(response);
        return (id, account.GetProperty("key").GetProperty("secret").GetString()!);
    }

    /// <summary>A client with this key, whose requests come from this address.</summary>
    public HttpClient NewClient(string key, string from)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = SelfHostProcess.Patience };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        return client;
    }

    /// <summary>Ends the process by SIGKILL.</summary>
    public Task KillAsync() => process.KillAsync();

    /// <summary>Asks the process to end, by SIGTERM, and gives its exit code.</summary>
    public Task<int> StopAsync() => process.StopAsync();

    /// <summary>Starts a new process over the same storage; the one before is asked to end, where it has not.</summary>
    public async Task RestartAsync()
    {
        if (!process.HasExited)
        {
            Assert.Equal(0, await process.StopAsync());
        }

        await process.DisposeAsync();
        process = Start();
        address = await process.AddressAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        root.Dispose();
    }

    private SelfHostProcess Start() => SelfHostProcess.Start(
        root.Path,
        [
            "--Storage", storage,
            "--IpAccess:OperatorKeySha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OperatorKey))),
            "--IpAccess:ClientAddress:Mode", "forwarded_for",
            "--IpAccess:ClientAddress:TrustedProxies:0", "127.0.0.0/8",
        ],
        environment);
}
