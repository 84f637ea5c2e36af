using System.Net.Http.Json;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpAccess.Benchmarks;

/// <summary>The service behind a real server with a list of 10,000 networks, and an app that decides from it.</summary>
internal sealed class EnforcementScene : IAsyncDisposable
{
    private const int Rules = 10_000;
    private readonly KestrelService service;
    private readonly WebApplication app;

    private EnforcementScene(KestrelService service, WebApplication app)
    {
        (this.service, this.app, Client.BaseAddress) = (service, app, service.Address);
        Client.DefaultRequestHeaders.Add("X-IpAccess-Key", service.Key);
    }

    /// <summary>Calls the service, over a connection that stays open.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>What the app is made of.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts both.</summary>
    public static async Task<EnforcementScene> StartAsync()
    {
        var service = await KestrelService.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddIpAccess(options => (options.Service, options.Key) = (service.Address, service.Key));
        var scene = new EnforcementScene(service, builder.Build());
        using var settings = await scene.Client.PatchAsJsonAsync("/v1/allowlist", new { lockout_guard = false });
        await scene.Client.PasteAsync(SampleNetworks.Sorted(Rules, isIPv6: false).Select(network => network.ToString()).Append("198.51.100.0/24"));
        await scene.app.StartAsync();
        return scene;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        await service.DisposeAsync();
    }
}
