using System.Net;
using IpAccess.AspNetCore.Deciding;
using IpAccess.AspNetCore.Endpoints;
using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Networks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.AspNetCore.Tests;

public sealed class AllocationTests
{
    private const int Times = 10_000;

    [Fact]
    public async Task A_decision_allocates_nothing()
    {
        using var service = new ScriptedService(TimeProvider.System);
        await using var app = await GuardedApp.StartAsync(service, TimeProvider.System);
        var decider = app.Services.GetRequiredService<LocalDecider>();
        Address[] clients = [Address.IPv4(0xC6336414), Address.IPv4(0xCB007107), Address.IPv6(UInt128.One)];

        Assert.Equal(0, AllocatedBy(time => _ = decider.Decide(clients[time % clients.Length], "webhooks-or-not")));
    }

    [Fact]
    public async Task A_request_that_is_let_in_costs_no_memory_counted_and_recorded()
    {
        using var service = new ScriptedService(TimeProvider.System);
        await using var app = await GuardedApp.StartAsync(service, TimeProvider.System, options => options.Surface = "shop");
        var guard = new IpAccessMiddleware(_ => Task.CompletedTask, app.Services.GetRequiredService<Enforcement>());
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("198.51.100.20".AsSpan()) } };
        context.Request.Headers.UserAgent = "curl/8.5.0";

        Assert.Equal(0, AllocatedBy(_ =>
        {
            context.Features.Set<IAccessMetadata>(null);
            Assert.True(guard.InvokeAsync(context).IsCompletedSuccessfully);
        }));
    }

    private static long AllocatedBy(Action<int> act)
    {
        Repeat(act);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(act);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Repeat(Action<int> act)
    {
        for (var time = 0; time < Times; time++)
        {
            act(time);
        }
    }
}
