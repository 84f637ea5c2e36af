using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>nginx and Caddy, which ask the service about every request, by the files that are shipped for them.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class AskingProxyTests(AzuriteFixture azurite)
{
    [NodeFact("nginx")]
    public Task Nginx_lets_in_whom_the_list_has_and_blocks_others() => LetsInAndBlocksAsync(Proxies.NginxAsync);

    [NodeFact("caddy")]
    public Task Caddy_lets_in_whom_the_list_has_and_blocks_others() => LetsInAndBlocksAsync(Proxies.CaddyAsync);

    private async Task LetsInAndBlocksAsync(Func<Uri, Uri, string, Listening, Task<ProxyProcess>> start)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var proxy = await start(scene.Service, scene.App.Address, scene.Key, Listening.Apart);

        var listed = await proxy.AskAsync(Visitor.Listed, "/a?b", "Authorization: Basic eDp5", "some body");
        var question = scene.TakeQuestion();
        var reached = scene.App.TakeOne();
        var stranger = await proxy.AskAsync(Visitor.Stranger);

        Assert.Equal((200, ProtectedApp.Words), (listed.Status, listed.Body));
        Assert.Equal(("POST", "/a?b", "some body"), (reached.Method, reached.Target, reached.Body));
        Assert.Equal("Basic eDp5", reached.Headers.Authorization);
        Assert.Equal(("GET", "/v1/authorize", string.Empty), (question.Method, question.Target, question.Body));
        Assert.Equal(403, stranger.Status);
        Assert.Empty(scene.App.Arrived);
    }
}
