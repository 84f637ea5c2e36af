using IpAccess.AspNetCore.Tests.Scenes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
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
