using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpAccess.Testing.Hosting;

/// <summary>The service in this process, over real storage and with the real clock; and an account that asks it.</summary>
internal sealed class CheckedService : IAsyncDisposable
{
    private const string OperatorKey = "operator-key-of-the-tests-0123456789";
    private readonly WebApplication app;
    private long answered;

    private CheckedService(WebApplication app) => this.app = app;

    public string Account { get; } = "a" + Guid.NewGuid().ToString("n");

    public IServiceProvider Services => app.Services;

    /// <summary>How many checks were answered.</summary>
    public long Answered => Interlocked.Read(ref answered);

    private HttpClient Client { get; set; } = null!;

    public static async Task<CheckedService> StartAsync(string storage, int most)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage"] = storage,
            ["IpAccess:OperatorKeySha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OperatorKey))),
            ["IpAccess:Limits:PendingAttempts"] = $"{most}",
        });
        builder.WebHost.UseTestServer();
        builder.AddIpAccess(HostKind.Kestrel);
        var service = new CheckedService(builder.Build());
        await service.app.Services.GetRequiredService<StorageSetup>().CreateMissingAsync(CancellationToken.None);
        service.app.MapIpAccess();
        await service.app.StartAsync();
        await service.OpenAccountAsync();
        return service;
    }

    /// <summary>Asks about addresses, one after the other and without a pause, until told to end.</summary>
    /// <param name="seed">Which addresses.</param>
    /// <param name="clients">From how many.</param>
    /// <param name="ending">Tells it to end.</param>
    public async Task AskAsync(int seed, int clients, CancellationToken ending)
    {
        await Task.Yield();
        var random = new Random(seed);
        while (!ending.IsCancellationRequested)
        {
            var client = random.Next(clients);
            using var response = await Client.PostAsJsonAsync("/v1/check", new { ip = $"198.51.{client / 256}.{client % 256}", surface = "api" }, CancellationToken.None);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Interlocked.Increment(ref answered);
        }
    }

    /// <summary>Stops it as its host does at the end.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    private async Task OpenAccountAsync()
    {
        Client = app.GetTestClient();
        Client.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey);
        using var response = await Client.PostAsJsonAsync("/v1/accounts", new { id = Account });
        var account = await Rest.ReadAsync(response);
        Client.DefaultRequestHeaders.Authorization = new("Bearer", account.GetProperty("key").GetProperty("secret").GetString());
    }
}
