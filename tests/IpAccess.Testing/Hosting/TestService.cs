using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IpAccess.Storage;
using IpAccess.Testing.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Testing.Hosting;

/// <summary>The whole service in this process, over tables and queues in memory, with a clock that the test moves.</summary>
public sealed class TestService : IAsyncDisposable
{
    public const string OperatorKey = "operator-key-of-the-tests-0123456789";
    private readonly WebApplication app;

    private TestService(WebApplication app, FakeTimeProvider clock, ScriptedTables tables, ScriptedQueues queues) =>
        (this.app, Clock, Tables, Queues) = (app, clock, tables, queues);

    public FakeTimeProvider Clock { get; }

    internal ScriptedTables Tables { get; }

    /// <summary>What it logs.</summary>
    public KeptLog Log { get; } = new();

    public ScriptedQueues Queues { get; }

    /// <summary>The address that requests come from; null for none.</summary>
    public IPAddress? Peer { get; set; } = new([203, 0, 113, 9]);

    public IServiceProvider Services => app.Services;

    /// <summary>Sees what operations give back, before it is executed.</summary>
    public Action<object?> Returned { get; set; } = _ => { };

    public static FakeTimeProvider NewClock() => new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public static Task<TestService> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(new MemoryTables(), NewClock(), settings);

    /// <summary>Starts an instance over these tables, which it may share with others; it can be cut off from them alone.</summary>
    internal static async Task<TestService> StartAsync(
        ITables shared, FakeTimeProvider clock, params (string Name, string Value)[] settings)
    {
        var tables = new ScriptedTables(shared);
        var queues = new ScriptedQueues(clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage"] = "UseDevelopmentStorage=true",
            ["IpAccess:OperatorKeySha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OperatorKey))),
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<ITables>(tables);
        builder.Services.AddSingleton<IQueues>(queues);
        builder.WebHost.UseTestServer();
        builder.AddIpAccess(HostKind.Kestrel);
        var app = builder.Build();
        var service = new TestService(app, clock, tables, queues);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(service.Log);
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            context.Connection.RemoteIpAddress = service.Peer;
            return next(context);
        });
        app.UseIpAccessProblems();
        var operations = app.MapGroup(string.Empty);
        operations.AddEndpointFilter(async (context, next) =>
        {
            var result = await next(context);
            service.Returned(result);
            return result;
        });
        operations.MapIpAccess();
        await app.StartAsync();
        return service;
    }

    /// <summary>A client with this key, or with none.</summary>
    public HttpClient Client(string? key = null)
    {
        var client = app.GetTestClient();
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return client;
    }

    /// <summary>Makes an account and gives a client with its owner's key.</summary>
    public async Task<HttpClient> AccountAsync(string id = "acme", string? parent = null)
    {
        using var client = Client(OperatorKey);
        using var response = await client.PostAsJsonAsync("/v1/accounts", new { id, parent });
        var account = await ReadAsync(response, HttpStatusCode.Created);
        return Client(account.GetProperty("key").GetProperty("secret").GetString());
    }

    /// <summary>A client with a new key of the same account.</summary>
    public async Task<HttpClient> KeyAsync(HttpClient owner, object key)
    {
        using var response = await owner.PostAsJsonAsync("/v1/keys", key);
        return Client((await ReadAsync(response, HttpStatusCode.Created)).GetProperty("secret").GetString());
    }

    /// <summary>The JSON of a response that must have this status.</summary>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>Stops it, as its host does at the end.</summary>
    /// <param name="patience">Ends the host's patience.</param>
    public Task StopAsync(CancellationToken patience) => app.StopAsync(patience);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Log.Dispose();
    }
}
