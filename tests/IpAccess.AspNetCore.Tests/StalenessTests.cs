using System.Net;
using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Decisions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IpAccess.AspNetCore.Tests;

/// <summary>How long an app decides while the service is away, and what it does then.</summary>
public sealed class StalenessTests
{
    private static readonly DecisionSettings LetsIn = ScriptedService.Defaults with { OnFailure = FailurePolicy.Allow };

    [Theory]
    [InlineData(null, 60)]
    [InlineData(20, 20)]
    [InlineData(300, 300)]
    public async Task The_service_away_the_list_in_hand_decides_until_the_accounts_limit_and_then_nobody_can_know(int? maxStaleSeconds, int limit)
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, ScriptedService.Defaults with { MaxStaleSeconds = maxStaleSeconds }, "198.51.100.0/24");
        var app = await scene.StartAsync();
        scene.CutOff();

        await scene.PassAsync(limit - 1);
        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));

        await scene.PassAsync(5);
        var listed = await app.GetAsync(Scene.Listed);
        Assert.Equal((503, 503), (listed.Status, await app.StatusAsync(Scene.Unlisted)));
        Assert.Equal("5", listed.Header("Retry-After"));
        await app.IsLoudAsync("expired", "Nobody can be checked");
        Assert.Equal(HealthStatus.Unhealthy, (await app.HealthAsync()).Status);
    }

    [Fact]
    public async Task Where_the_account_wants_everybody_let_in_then_they_are_which_is_loud()
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, LetsIn, "198.51.100.0/24");
        var app = await scene.StartAsync();
        scene.CutOff();

        await scene.PassAsync(59);
        Assert.Equal(403, await app.StatusAsync(Scene.Unlisted));

        await scene.PassAsync(5);
        Assert.Equal(200, await app.StatusAsync(Scene.Unlisted));
        await app.IsLoudAsync("let_in", "Requests are let in unchecked");
        await app.IsLoudAsync("poll_failed", "gave no list");
    }

    [Fact]
    public async Task The_service_back_the_list_decides_as_before()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        scene.CutOff();
        await scene.PassAsync(70);

        scene.Service.Hold(2, "203.0.113.0/24");
        scene.Mend();
        await scene.PollAsync();

        Assert.Equal((403, 200), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task A_key_that_is_refused_is_no_outage_the_list_decides_until_its_limit_and_then_nobody_comes_in(HttpStatusCode status)
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, LetsIn, "198.51.100.0/24");
        var app = await scene.StartAsync();
        scene.Refuse(status);

        await scene.PassAsync(55);
        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await app.IsLoudAsync("key_refused", "refused the key");

        // Nor does an outage that comes on top.
        scene.CutOff();
        await scene.PassAsync(600);
        Assert.Equal((503, 503), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
    }

    [Theory]
    [InlineData(NoSnapshotPolicy.Deny, false, 503)]
    [InlineData(NoSnapshotPolicy.Allow, false, 200)]
    [InlineData(NoSnapshotPolicy.Allow, true, 503)]
    public async Task An_app_that_never_had_a_list_denies_unless_its_own_option_says_otherwise_and_the_key_was_not_refused(
        NoSnapshotPolicy policy, bool isRefused, int status)
    {
        await using var scene = new Scene();
        scene.CutOff();
        if (isRefused)
        {
            scene.Refuse(HttpStatusCode.Unauthorized);
        }

        var app = await scene.StartAsync(options => options.OnNoSnapshot = policy);

        Assert.Equal(status, await app.StatusAsync(Scene.Listed));
        Assert.Equal(HealthStatus.Unhealthy, (await app.HealthAsync()).Status);
        await app.IsLoudAsync("expired", "there never was a list");
    }

    [Fact]
    public async Task A_connection_that_is_dead_without_saying_so_neither_stops_the_polls_nor_makes_the_list_younger()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        scene.Service.Instead = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("It was not given up.");
        };

        await scene.PassAsync(40);
        Assert.InRange(scene.Service.Polls.Count, 5, 20);
        Assert.Equal(200, await app.StatusAsync(Scene.Listed));
        await app.IsLoudAsync("poll_failed", "in time");

        await scene.PassAsync(25);
        Assert.Equal(503, await app.StatusAsync(Scene.Listed));

        scene.Mend();
        await scene.PollAsync();
        Assert.Equal(200, await app.StatusAsync(Scene.Listed));
    }

    [Fact]
    public async Task A_body_that_stops_to_flow_is_given_up_and_one_that_flows_may_take_longer()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        scene.Service.Hold(2, "203.0.113.0/24");
        var bytes = scene.Service.SnapshotAsOf(scene.Service.AsOf);
        scene.Service.Instead = (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new SlowStream(bytes, stopsAt: 20, scene.Time)) });
        await scene.PassAsync(20);
        Assert.Equal(200, await app.StatusAsync(Scene.Listed));
        await app.IsLoudAsync("poll_failed", "in time");

        bytes = scene.Service.SnapshotAsOf(scene.Service.AsOf);
        scene.Service.Instead = (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new SlowStream(bytes, stopsAt: int.MaxValue, scene.Time)) });
        await scene.PassAsync(30);
        Assert.Equal((403, 200), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
    }

    [Fact]
    public async Task An_answer_that_somebody_kept_and_gives_again_makes_the_list_no_younger()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        var kept = scene.Service.SnapshotAsOf(scene.Service.AsOf);
        scene.Service.Instead = (_, _) => Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(kept) });

        await scene.PassAsync(65);

        Assert.Equal(503, await app.StatusAsync(Scene.Listed));
    }
}
