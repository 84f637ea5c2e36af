using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Decisions;

namespace IpAccess.AspNetCore.Tests;

/// <summary>A clock that jumps never opens a door, and never flushes the list.</summary>
public sealed class ClockTests
{
    private static readonly DecisionSettings LetsIn = ScriptedService.Defaults with { OnFailure = FailurePolicy.Allow };

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(-86_400 * 365)]
    public async Task A_jump_while_the_service_is_there_is_told_and_the_service_asked_at_once(int seconds)
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, LetsIn, "198.51.100.0/24");
        var app = await scene.StartAsync();
        await scene.PassAsync(1);
        var polls = scene.Service.Polls.Count;

        scene.Clock.Skew = TimeSpan.FromSeconds(seconds);
        Assert.NotEqual(200, await app.StatusAsync(Scene.Unlisted));
        await scene.PassAsync(0.01);

        Assert.Equal(polls + 1, scene.Service.Polls.Count);
        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await app.IsLoudAsync("clock_jumped", "The clock jumped");
    }

    [Fact]
    public async Task A_jump_ahead_while_the_service_is_away_lets_nobody_in_though_the_account_wants_that_in_an_outage()
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, LetsIn with { MaxStaleSeconds = 120 }, "198.51.100.0/24");
        var app = await scene.StartAsync();
        scene.CutOff();
        await scene.PassAsync(10);

        scene.Clock.Skew = TimeSpan.FromDays(1);
        Assert.Equal((503, 503), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await scene.PassAsync(90);
        Assert.Equal((503, 503), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));

        // Nothing was flushed: the clock set right, the list decides until its limit, and then it is an outage.
        scene.Clock.Skew = TimeSpan.Zero;
        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await scene.PassAsync(25);
        Assert.Equal((200, 200), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
    }

    [Fact]
    public async Task A_jump_back_while_the_service_is_away_makes_the_list_no_younger()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        scene.CutOff();
        await scene.PassAsync(30);

        scene.Clock.Skew = TimeSpan.FromDays(-1);
        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await app.IsLoudAsync("clock_jumped", "The clock jumped");
        await scene.PassAsync(35);
        Assert.Equal(503, await app.StatusAsync(Scene.Listed));
    }

    [Fact]
    public async Task A_clock_of_the_service_that_was_ahead_and_is_set_right_does_not_make_the_list_old_for_ever()
    {
        await using var scene = new Scene();
        scene.Service.Skew = TimeSpan.FromSeconds(90);
        var app = await scene.StartAsync();
        await scene.PassAsync(10);

        scene.Service.Skew = TimeSpan.Zero;
        scene.Service.Hold(2, "203.0.113.0/24");
        await scene.PassAsync(40);
        await app.IsLoudAsync("snapshot_older", "was not taken up");

        await scene.PassAsync(60);
        Assert.Equal((403, 200), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await scene.PassAsync(600);
        Assert.Equal((403, 200), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
    }

    [Fact]
    public async Task What_ends_ends_by_the_clock_of_the_service()
    {
        await using var scene = new Scene();
        scene.Service.Skew = TimeSpan.FromHours(2);
        var end = (scene.Time.GetUtcNow() + scene.Service.Skew).ToUnixTimeSeconds() + 30;
        var recovery = new Recovery(Networks.Address.IPv4(0xCB007107), end, null);
        scene.Service.Hold(7, ScriptedService.Defaults with { Recoveries = [recovery] }, "198.51.100.0/24");
        var app = await scene.StartAsync();

        await scene.PassAsync(25);
        Assert.Equal(200, await app.StatusAsync(Scene.Unlisted));
        await scene.PassAsync(10);
        Assert.Equal(403, await app.StatusAsync(Scene.Unlisted));
    }
}
