using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.AspNetCore.Tests;

/// <summary>Polls over real connections.</summary>
public sealed class SocketTests
{
    [Fact]
    public async Task A_connection_that_went_silent_is_given_up_and_the_next_poll_takes_another()
    {
        await using var scene = new Scene();
        var connections = new HashSet<string>();
        var isSilent = false;
        await using var server = await ServeAsync(async context =>
        {
            lock (connections)
            {
                connections.Add(context.Connection.Id);
            }

            if (isSilent)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            await context.Response.Body.WriteAsync(scene.Service.SnapshotAsOf(scene.Service.AsOf), context.RequestAborted);
        });
        await using var app = await GuardedApp.StartAsync(scene.Clock, options => (options.Service, options.Key) = (new(server.Urls.Single()), "ipa_key-of-the-tests"));
        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));

        isSilent = true;
        await UntilAsync(scene.Time, () => app.Troubles.Contains("poll_failed"));
        Assert.Equal(200, await app.StatusAsync(Scene.Listed));

        isSilent = false;
        scene.Service.Hold(2, "203.0.113.0/24");
        await UntilAsync(scene.Time, () => app.Holder.Current!.Snapshot.Version == 2);
        Assert.Equal((403, 200), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        Assert.True(connections.Count > 1);
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up()
    {
        await using var scene = new Scene();
        await using var server = await ServeAsync(async context =>
        {
            var bytes = new byte[1024 * 1024];
            context.Response.ContentLength = 1L << 40;
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        });
        await using var app = await GuardedApp.StartAsync(scene.Clock, options => (options.Service, options.Key) = (new(server.Urls.Single()), "ipa_key-of-the-tests"));

        await UntilAsync(scene.Time, () => app.Troubles.Contains("snapshot_damaged"));

        Assert.Equal(503, await app.StatusAsync(Scene.Listed));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_loud_and_not_taken_up()
    {
        await using var scene = new Scene();
        var isBroken = false;
        await using var server = await ServeAsync(async context =>
        {
            var bytes = scene.Service.SnapshotAsOf(scene.Service.AsOf);
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(isBroken ? bytes.AsMemory(0, bytes.Length / 2) : bytes, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (isBroken)
            {
                context.Abort();
            }
        });
        await using var app = await GuardedApp.StartAsync(scene.Clock, options => (options.Service, options.Key) = (new(server.Urls.Single()), "ipa_key-of-the-tests"));

        isBroken = true;
        scene.Service.Hold(2, "203.0.113.0/24");
        await UntilAsync(scene.Time, () => app.Troubles.Contains("poll_failed"));

        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await app.IsLoudAsync("poll_failed", "gave no list");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Who_came_in_over_a_connection_opens_it_to_nobody_behind_the_same_proxy(string version)
    {
        await using var scene = new Scene();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(scene.Clock);
        builder.Services.AddIpAccess(options => (options.Service, options.Key, options.Handler) = (new("https://ipaccess.example"), "ipa_key-of-the-tests", scene.Service));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(server => server.ConfigureEndpointDefaults(endpoint =>
            endpoint.Protocols = version == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1));
        await using var app = builder.Build();
        app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
        app.UseIpAccess();
        app.MapGet("/", (HttpContext context) => context.Connection.Id);
        await app.StartAsync();
        using var proxy = new HttpClient { BaseAddress = new(app.Urls.Single()) };

        var statuses = new List<int>();
        var connections = new HashSet<string>();
        foreach (var client in new[] { Scene.Listed, Scene.Unlisted, Scene.Listed, Scene.Unlisted })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = new(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Add("X-Forwarded-For", client);
            using var response = await proxy.SendAsync(request);
            var reply = await Reply.OfAsync(response);
            statuses.Add(reply.Status);
            connections.Add(reply.Status == 200 ? reply.Text.Split(':')[0] : connections.Single());
        }

        Assert.Equal([200, 403, 200, 403], statuses.ToArray());
        Assert.Single(connections);
    }

    // A second of the test's clock at a time, with real time between for what goes over the wire.
    private static async Task UntilAsync(FakeTimeProvider time, Func<bool> isSo)
    {
        for (var seconds = 0; !isSo(); seconds++)
        {
            Assert.True(seconds < 50, "It did not become so.");
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync();
        return server;
    }
}
