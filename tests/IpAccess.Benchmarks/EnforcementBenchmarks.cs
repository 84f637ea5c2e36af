using System.Net;
using BenchmarkDotNet.Attributes;
using IpAccess.AspNetCore.Deciding;
using IpAccess.AspNetCore.Endpoints;
using IpAccess.Networks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Benchmarks;

/// <summary>
/// Deciding in the app itself, beside asking the service on the same machine over a connection that stays open. What the other side
/// of that connection allocates, which is in this process too, counts.
/// </summary>
[MemoryDiagnoser]
public class EnforcementBenchmarks
{
    private readonly DefaultHttpContext context = new() { Connection = { RemoteIpAddress = new IPAddress([198, 51, 100, 20]) } };
    private readonly Address listed = Address.IPv4(0xC6336414);
    private EnforcementScene scene = null!;
    private LocalDecider decider = null!;
    private IpAccessMiddleware middleware = null!;

    /// <summary>Starts the service, and an app beside it.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        scene = await EnforcementScene.StartAsync();
        decider = scene.Services.GetRequiredService<LocalDecider>();
        middleware = new(_ => Task.CompletedTask, scene.Services.GetRequiredService<Enforcement>());
    }

    /// <summary>Stops both.</summary>
    [GlobalCleanup]
    public ValueTask CleanupAsync() => scene.DisposeAsync();

    /// <summary>The decision alone.</summary>
    [Benchmark(Baseline = true)]
    public bool Decide() => decider.Decide(listed, "shop").IsAllowed;

    /// <summary>All that the middleware does with a request that it lets in: decides, counts, records.</summary>
    [Benchmark]
    public Task Middleware()
    {
        context.Features.Set<IAccessMetadata>(null);
        return middleware.InvokeAsync(context);
    }

    /// <summary>Asking the service.</summary>
    [Benchmark]
    public async Task<string> CheckAsync() => await scene.Client.GetStringAsync("/v1/check?ip=198.51.100.20");
}
