using IpAccess.AspNetCore.Tests.Scenes;

namespace IpAccess.AspNetCore.Tests;

public sealed class DecidingTests
{
    [Fact]
    public async Task Who_is_on_the_list_comes_in_and_who_is_not_is_blocked()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();

        Assert.Equal(200, await app.StatusAsync(Scene.Listed));
        Assert.Equal(403, await app.StatusAsync(Scene.Unlisted));
        Assert.Equal(403, await app.StatusAsync("::ffff:203.0.113.7"));
        Assert.Equal(200, await app.StatusAsync("::ffff:198.51.100.20"));
        Assert.Equal(403, await app.StatusAsync(null));
    }
}
