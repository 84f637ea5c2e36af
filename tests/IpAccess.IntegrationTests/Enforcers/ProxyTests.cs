using System.Net;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>Real proxies before a small app, by the files that are shipped for them.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class ProxyTests(AzuriteFixture azurite)
{
    [NodeTheory("nginx", "caddy", "haproxy", "curl")]
    [InlineData("nginx")]
    [InlineData("nginx-geo")]
    [InlineData("caddy")]
    [InlineData("haproxy")]
    public async Task A_listed_address_reaches_the_app_and_another_is_told_so_in_JSON(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        var listed = await enforcer.Proxy.AskAsync(Visitor.Listed, "/a?b", "Authorization: Basic eDp5", "some body");
        var reached = scene.App.TakeOne();
        var stranger = await enforcer.Proxy.AskAsync(Visitor.Stranger, "/a?b", body: "some body");

        Assert.Equal((200, ProtectedApp.Words), (listed.Status, listed.Body));
        Assert.Equal(("POST", "/a?b", "some body", "Basic eDp5"), (reached.Method, reached.Target, reached.Body, (string?)reached.Headers.Authorization));
        Assert.Equal(403, stranger.Status);
        Assert.Contains("\"errors\":[{\"code\":\"forbidden\",\"message\":\"Unauthorized\"}]", stranger.Body, StringComparison.Ordinal);
        Assert.Contains("content-type: application/json", stranger.Head, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(scene.App.Arrived);
    }

    [NodeTheory("nginx", "caddy", "haproxy", "curl")]
    [InlineData("nginx")]
    [InlineData("nginx-geo")]
    [InlineData("caddy")]
    [InlineData("haproxy")]
    public async Task What_clients_say_of_themselves_changes_nothing(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);
        var (account, key) = await scene.AttackerAsync();
        var sayings = Saying.All(account, key);

        foreach (var saying in sayings)
        {
            var stranger = await enforcer.Proxy.AskAsync(Visitor.Stranger, headers: saying.As(Visitor.Listed));
            Assert.True(stranger.Status == 403 && scene.App.Arrived.IsEmpty, $"{saying.Header} let a stranger in: {stranger.Head}");

            var authorization = saying.Authorization ?? "Basic eDp5";
            var listed = await enforcer.Proxy.AskAsync(Visitor.Listed, headers: $"{saying.WithoutAuthorization.As(Visitor.Stranger)}\nAuthorization: {authorization}");
            Assert.True(listed.Status == 200, $"{saying.Header} kept someone out: {listed.Head}");
            var reached = scene.App.TakeOne();
            Assert.All(Saying.Addresses, header => Assert.Contains((string?)reached.Headers[header], (string?[])[null, Visitor.Listed.ToString()]));
            Assert.All(Saying.Ours, header => Assert.Empty((string?)reached.Headers[header] ?? string.Empty));
            Assert.Equal(authorization, (string?)reached.Headers.Authorization);
        }
    }

    [NodeTheory("nginx", "caddy", "haproxy", "curl")]
    [InlineData("nginx")]
    [InlineData("nginx-geo")]
    [InlineData("caddy")]
    [InlineData("haproxy")]
    public async Task No_path_leads_around_it(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);
        scene.Asked.Clear();

        foreach (var target in Saying.Targets)
        {
            var stranger = await enforcer.Proxy.AskAsync(Visitor.Stranger, target);
            Assert.True(stranger.Status is 403 or 400 && scene.App.Arrived.IsEmpty, $"{target}: {stranger.Head}");

            // The proxy itself refuses some.
            var listed = await enforcer.Proxy.AskAsync(Visitor.Listed, target);
            Assert.True(listed.Status is 200 or 400 && scene.App.Arrived.IsEmpty == listed.Status is 400, $"{target}: {listed.Head}");
            scene.App.Arrived.Clear();
        }

        Assert.Equal(enforcer.Asks, !scene.Asked.IsEmpty);
        Assert.All(scene.Asked, asked => Assert.Equal("/v1/authorize", asked.Target));
    }

    [NodeTheory("nginx", "caddy", "haproxy", "curl")]
    [InlineData("nginx")]
    [InlineData("nginx-geo")]
    [InlineData("caddy")]
    [InlineData("haproxy")]
    public async Task An_address_of_IPv6_is_blocked_until_it_is_listed(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        var before = await enforcer.Proxy.AskAsync(IPAddress.IPv6Loopback);
        await scene.Owner.PasteAsync(["::1"]);
        await enforcer.PullAsync();

        Assert.Equal(403, before.Status);
        await enforcer.Proxy.UntilAsync(IPAddress.IPv6Loopback, 200);
        Assert.Equal(403, (await enforcer.Proxy.AskAsync(Visitor.Stranger)).Status);
    }

    [NodeTheory("nginx", "caddy", "haproxy", "curl")]
    [InlineData("nginx")]
    [InlineData("nginx-geo")]
    [InlineData("caddy")]
    [InlineData("haproxy")]
    public async Task A_client_of_IPv4_counts_as_such_on_a_socket_of_IPv6(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene, Listening.AsMapped);

        Assert.Equal(200, (await enforcer.Proxy.AskAsync(Visitor.Listed)).Status);
        Assert.Equal(403, (await enforcer.Proxy.AskAsync(Visitor.Stranger)).Status);
    }

    [NodeTheory("nginx", "caddy", "haproxy", "curl")]
    [InlineData("nginx")]
    [InlineData("nginx-geo")]
    [InlineData("caddy")]
    [InlineData("haproxy")]
    public async Task The_apps_own_errors_come_through_as_its_own(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        foreach (var status in new[] { 401, 403, 404, 500, 503 })
        {
            var answer = await enforcer.Proxy.AskAsync(Visitor.Listed, FormattableString.Invariant($"/?{status}"));
            Assert.Equal((status, ProtectedApp.Words), (answer.Status, answer.Body));
        }
    }
}
