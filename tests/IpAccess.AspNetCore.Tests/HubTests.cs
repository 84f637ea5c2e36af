using System.Security.Claims;
using IpAccess.AspNetCore.Tests.Scenes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.AspNetCore.Tests;

/// <summary>Calls of a hub, whose connection lasts.</summary>
public sealed class HubTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("office")]
    public async Task A_client_that_is_taken_off_the_list_can_call_no_more_by_a_connection_that_it_has(string? surface)
    {
        await using var scene = new Scene();
        Task<bool>? call = null;
        var goesOn = new TaskCompletionSource();
        await using var app = await GuardedApp.StartAsync(scene.Clock, Configure, services => services.AddAuthorization(), web =>
        {
            web.UseIpAccess();
            var connection = web.MapGet("/hub", async (HttpContext context) =>
            {
                Assert.True(await CallAsync(context, surface));
                await goesOn.Task;
                call = CallAsync(context, surface);
                await call;
            });
            if (surface is not null)
            {
                connection.RequireIpAccess(surface);
            }
        });

        var connected = app.StatusAsync(Scene.Listed, "/hub");
        scene.Service.Hold(2, "203.0.113.0/24");
        await scene.PassAsync(5);
        goesOn.SetResult();
        Assert.Equal(200, await connected);

        Assert.False(await call!);

        void Configure(IpAccessOptions options) =>
            (options.Service, options.Key, options.Handler) = (new("https://ipaccess.example"), "ipa_key-of-the-tests", scene.Service);
    }

    private static async Task<bool> CallAsync(HttpContext context, string? surface)
    {
        var hub = new HubInvocationContext(
            new Connection(context), context.RequestServices, new SampleHub(), typeof(SampleHub).GetMethod(nameof(SampleHub.Say))!, []);
        var policy = new AuthorizationPolicyBuilder().RequireIpAccess(surface).Build();
        return (await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, hub, policy)).Succeeded;
    }

    private sealed class SampleHub : Hub
    {
        public Task Say() => Clients.All.SendAsync("said");
    }

    private sealed class Connection : HubCallerContext, IHttpContextFeature
    {
        public Connection(HttpContext context)
        {
            HttpContext = context;
            Features.Set<IHttpContextFeature>(this);
        }

        public HttpContext? HttpContext { get; set; }

        public override string ConnectionId => "1";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => HttpContext!.User;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => default;

        public override void Abort() => HttpContext!.Abort();
    }
}
