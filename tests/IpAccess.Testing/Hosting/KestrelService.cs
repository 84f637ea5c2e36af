using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using IpAccess.SelfHost;
using IpAccess.Storage;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpAccess.Testing.Hosting;

/// <summary>The service in this process behind a real server, over tables in memory; what it logs and how it answers is kept.</summary>
internal sealed class KestrelService : IAsyncDisposable
{
    private const string OperatorKey = "operator-key-of-the-tests-0123456789";
    private readonly WebApplication app;

    private KestrelService(WebApplication app, ConcurrentQueue<string> errors) => (this.app, Errors) = (app, errors);

    public Uri Address => new(app.Urls.Single());

    /// <summary>The key of an account's owner.</summary>
    public string Key { get; private set; } = null!;

    /// <summary>The statuses of the requests that came to their end, whether someone was there to read them or not.</summary>
    public ConcurrentQueue<int> Statuses { get; } = [];

    /// <summary>The lines of the log at the level of errors, the server's own among them.</summary>
    public IReadOnlyCollection<string> Errors { get; }

    /// <summary>Starts it.</summary>
    /// <param name="slowest">The slowest that a body may come.</param>
    public static async Task<KestrelService> StartAsync(MinDataRate? slowest = null)
    {
        var errors = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILoggerProvider>(_ => new ErrorLines(errors));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage"] = "UseDevelopmentStorage=true",
            ["IpAccess:OperatorKeySha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OperatorKey))),
        });
        builder.Services.AddSingleton<ITables>(new MemoryTables());
        builder.Services.AddSingleton<IQueues>(new ScriptedQueues(TimeProvider.System));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddIpAccess(HostKind.Kestrel);
        ServerLimits.AddTo(builder);
        builder.Services.Configure<KestrelServerOptions>(server => server.Limits.MinRequestBodyDataRate = slowest ?? server.Limits.MinRequestBodyDataRate);
        var service = new KestrelService(builder.Build(), errors);
        service.app.Use(async (context, next) =>
        {
            await next(context);
            service.Statuses.Enqueue(context.Response.StatusCode);
        });
        service.app.UseIpAccessProblems();
        service.app.MapIpAccess();
        await service.app.StartAsync();
        await service.OpenAccountAsync();
        return service;
    }

    /// <summary>Makes another account, and gives its owner's key.</summary>
    public async Task<string> NewAccountAsync(string id)
    {
        using var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey);
        using var response = await client.PostAsJsonAsync("/v1/accounts", new { id });
        return (await Rest.ReadAsync(response)).GetProperty("key").GetProperty("secret").GetString()!;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task OpenAccountAsync()
    {
        Key = await NewAccountAsync("acme");
        Statuses.Clear();
    }

    private sealed class ErrorLines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
            // There is nothing to let go of.
        }
    }
}
