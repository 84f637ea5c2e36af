using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Decisions;

namespace IpAccess.AspNetCore.Tests;

/// <summary>What of the service's answers is taken up, and what is not.</summary>
public sealed class TakingUpTests
{
    private static readonly DecisionSettings Open = ScriptedService.Defaults with { Mode = Mode.Off };

    [Fact]
    public async Task A_change_is_taken_up_by_the_next_poll()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();

        scene.Service.Hold(2, "203.0.113.0/24");
        await scene.PassAsync(4);

        Assert.Equal((403, 200), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
    }

    [Fact]
    public async Task A_list_that_did_not_change_is_confirmed_and_decides_for_ever()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();

        await scene.PassAsync(200);

        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        Assert.InRange(app.Holder.Current!.Age.Total.TotalSeconds, 0, 5);
        Assert.Empty(app.Troubles);
    }

    [Fact]
    public async Task A_poll_says_who_polls_and_which_version_decides()
    {
        await using var scene = new Scene();
        await scene.StartAsync(options => options.Name = "shop-1");
        await scene.PollAsync();

        var first = scene.Service.Polls.First();
        var last = scene.Service.Polls.Last();
        Assert.Equal("Bearer ipa_key-of-the-tests", first.Authorization!.ToString());
        Assert.Equal("shop-1", Assert.Single(first.GetValues("X-IpAccess-Enforcer")));
        Assert.False(first.Contains("X-IpAccess-Applied"));
        Assert.Equal("1", Assert.Single(last.GetValues("X-IpAccess-Applied")));
        Assert.Equal("\"1\"", Assert.Single(last.IfNoneMatch).Tag);
    }

    [Theory]
    [InlineData("cut off", "snapshot_damaged")]
    [InlineData("one byte changed", "snapshot_damaged")]
    [InlineData("something else", "snapshot_damaged")]
    [InlineData("nothing", "snapshot_damaged")]
    [InlineData("older", "snapshot_older")]
    [InlineData("foreign", "snapshot_foreign")]
    public async Task What_is_damaged_or_older_or_of_another_account_is_loud_and_never_taken_up(string how, string trouble)
    {
        await using var scene = new Scene();
        scene.Service.Hold(5, "198.51.100.0/24");
        var app = await scene.StartAsync();
        await scene.PassAsync(10);

        // Whoever took it up would let everybody in.
        scene.Service.Hold(6, Open);
        scene.Service.Account = how == "foreign" ? "other" : "acme";
        scene.Service.Skew = how == "older" ? TimeSpan.FromMinutes(-2) : TimeSpan.Zero;
        scene.Service.OnItsWay = bytes => how switch
        {
            "cut off" => bytes[..^1],
            "one byte changed" => [.. bytes[..^9], (byte)(bytes[^9] ^ 1), .. bytes[^8..]],
            "something else" => "<html>Sign in</html>"u8.ToArray(),
            "nothing" => [],
            _ => bytes,
        };
        await scene.PollAsync();

        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await app.IsLoudAsync(trouble, "was not taken up");

        // Nor is the list in hand any younger for it.
        await scene.PassAsync(65);
        Assert.Equal((503, 503), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
    }

    [Fact]
    public async Task Storage_put_back_to_a_backup_is_taken_up_and_told()
    {
        await using var scene = new Scene();
        scene.Service.Hold(9, "198.51.100.0/24");
        var app = await scene.StartAsync();
        await scene.PassAsync(10);

        scene.Service.Hold(4, "203.0.113.0/24");
        await scene.PollAsync();

        Assert.Equal((403, 200), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await app.IsLoudAsync("list_restored", "put back to a backup");
    }

    [Fact]
    public async Task A_version_that_nobody_confirmed_gives_way_in_time_and_is_no_backup()
    {
        await using var scene = new Scene();
        scene.Service.Hold(4, "198.51.100.0/24");
        var app = await scene.StartAsync();
        scene.Service.HoldFor(10, 5, "203.0.113.0/24");
        await scene.PassAsync(4);
        Assert.Equal((403, 200), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));

        // The time over, the service says what decides now, before anybody has undone it.
        await scene.PassAsync(7);
        scene.Service.Hold(4, "198.51.100.0/24");
        await scene.PassAsync(10);

        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        Assert.Empty(app.Troubles);
    }

    [Fact]
    public async Task An_answer_that_leads_elsewhere_is_not_followed_with_the_key()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        scene.Refuse(System.Net.HttpStatusCode.Redirect);

        await scene.PollAsync();

        await app.IsLoudAsync("poll_failed", "status 302");
    }
}
