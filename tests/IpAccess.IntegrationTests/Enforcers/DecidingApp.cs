using System.Net;
using IpAccess.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>An app that decides in its own process, by the middleware, about clients that have whichever address a header says.</summary>
internal sealed class DecidingApp : IAsyncDisposable
{
    private const string Header = "X-Client";
    private readonly WebApplication app;

    private DecidingApp(WebApplication app) => (this.app, Client) = (app, app.GetTestClient());

    private HttpClient Client { get; }

    public static async Task<DecidingApp> StartAsync(Uri service, string key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddIpAccess(options => (options.Service, options.Key, options.RecordAttempts) = (service, key, false));
        var app = builder.Build();
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.TryParse(context.Request.Headers[Header].ToString().AsSpan(), out var address) ? address : null;
            return next(context);
        });
        app.UseIpAccess();
        app.MapGet("/", () => "the app");
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Waits until it has a list that has the address.</summary>
    public async Task UntilListedAsync(string address)
    {
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while (await AskAsAsync(address) != 200)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, hanging.Token);
        }
    }

    /// <summary>Asks as somebody with any address, and gives the status.</summary>
    public async Task<int> AskAsAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add(Header, address);
        using var response = await Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
