using System.Net;
using IpAccess.AspNetCore.Attempts;
using IpAccess.AspNetCore.Tests.Scenes;

namespace IpAccess.AspNetCore.Tests;

/// <summary>What the service is told of who tried to come in.</summary>
public sealed class AttemptTests
{
    [Fact]
    public async Task Attempts_are_taken_together_and_told_behind_the_answers()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync(options => (options.Surface, options.Credential) = ("shop", _ => "k1"));
        for (var time = 0; time < 5; time++)
        {
            await app.GetAsync(Scene.Listed, "/", ("User-Agent", "curl/8.5.0"));
        }

        Assert.Equal(200, await app.StatusAsync("198.51.100.21"));
        await scene.PassAsync(2);

        var attempts = Assert.Single(scene.Service.Asked).Body.GetProperty("attempts").EnumerateArray().ToList();
        Assert.Equal(2, attempts.Count);
        var five = attempts.Single(attempt => attempt.GetProperty("ip").GetString() == Scene.Listed);
        Assert.Equal(
            (5, "shop", "http", "k1", "curl/8.5.0", true, 1),
            (five.GetProperty("count").GetInt32(), five.GetProperty("surface").GetString(), five.GetProperty("method").GetString(), five.GetProperty("credential").GetString(), five.GetProperty("user_agent").GetString(), five.GetProperty("allowed").GetBoolean(), five.GetProperty("rule_id").GetInt32()));
    }

    [Fact]
    public async Task What_the_service_did_not_take_is_sent_again_as_it_was()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        scene.Service.Other = _ => new(HttpStatusCode.ServiceUnavailable);
        await app.StatusAsync(Scene.Unlisted);
        await scene.PassAsync(9);
        await app.StatusAsync(Scene.Unlisted);
        scene.Service.Other = _ => new(HttpStatusCode.Accepted);
        await scene.PassAsync(9);

        var bodies = scene.Service.Asked.Select(asked => asked.Body.GetRawText()).ToList();
        Assert.True(bodies.Count >= 4, $"{bodies.Count}");
        Assert.Equal(2, bodies.Distinct().Count());
        Assert.Equal(bodies[0], bodies[^2]);
        Assert.Empty(app.Troubles);
    }

    [Fact]
    public async Task What_the_service_refuses_is_given_up_loudly()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        scene.Service.Other = _ => new(HttpStatusCode.Forbidden);
        await app.StatusAsync(Scene.Unlisted);
        await scene.PassAsync(20);

        Assert.Single(scene.Service.Asked);
        await app.IsLoudAsync("attempts_dropped", "status 403");
    }

    [Fact]
    public async Task Memory_is_bounded_and_what_finds_no_room_is_counted()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync(options => options.PendingAttempts = 2);
        foreach (var client in new[] { "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1" })
        {
            Assert.Equal(403, await app.StatusAsync(client));
        }

        await scene.PassAsync(2);

        Assert.Equal(2, Assert.Single(scene.Service.Asked).Body.GetProperty("attempts").GetArrayLength());
        await app.IsLoudAsync("attempts_dropped", "1 found no room");
    }

    [Fact]
    public void What_clients_say_of_themselves_takes_no_more_memory_while_it_waits_than_what_is_told_of_it()
    {
        var tally = default(Tally);
        tally.Add(isAllowed: false, 0, new('c', 20_000), new('u', 30_000), 1);

        Assert.Equal((128, 512), (tally.Credential!.Length, tally.UserAgent!.Length));
    }

    [Fact]
    public async Task An_app_that_stops_tells_what_it_has_and_does_not_wait_for_a_service_that_is_away()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        var other = await scene.StartAsync();
        await app.StatusAsync(Scene.Unlisted);
        await app.StopAsync();
        Assert.Single(scene.Service.Asked);

        scene.Service.Other = _ => throw new HttpRequestException("Connection refused");
        await other.StatusAsync(Scene.Unlisted);
        await other.StopAsync();
        Assert.Contains("attempts_dropped", other.Troubles);
    }

    [Fact]
    public async Task Where_it_is_switched_off_the_service_is_told_nothing()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync(options => options.RecordAttempts = false);
        await app.StatusAsync(Scene.Unlisted);
        await app.StopAsync();

        Assert.Empty(scene.Service.Asked);
    }
}
