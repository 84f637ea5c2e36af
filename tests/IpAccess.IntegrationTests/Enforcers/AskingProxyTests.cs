using System.Text.Json;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>Proxies that ask the service about every request: what they ask, and what becomes of clients where they get no good answer.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class AskingProxyTests(AzuriteFixture azurite)
{
    // What each says of the service while that is away, and where it answers nothing.
    private static readonly Dictionary<string, int> Away = new() { ["nginx"] = 503, ["caddy"] = 502 };

    [NodeTheory("nginx", "caddy")]
    [InlineData("nginx")]
    [InlineData("caddy")]
    public async Task The_question_has_the_keys_and_the_clients_address_and_nothing_that_is_the_apps(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);
        var (account, key) = await scene.AttackerAsync();

        await enforcer.Proxy.AskAsync(Visitor.Listed, "/a/%2e%2e?b", Saying.All(account, key)[^1].As(Visitor.Stranger) + "\nCookie: a=b", "some body");
        var question = scene.TakeQuestion();

        Assert.Equal(("GET", "/v1/authorize", string.Empty), (question.Method, question.Target, question.Body));
        Assert.Equal(Visitor.Listed.ToString(), (string?)question.Headers["X-IpAccess-Client"]);
        Assert.Equal(scene.Key, (string?)question.Headers["X-IpAccess-Key"]);
        Assert.Equal("/a/%2e%2e?b", (string?)question.Headers[name == "nginx" ? "X-Original-URI" : "X-Forwarded-Uri"]);
        Assert.All(
            (string[])["Authorization", "Cookie", "on-behalf-of", "X-IpAccess-Surface", "X-Real-IP", "Forwarded", "X-Original-URL"],
            header => Assert.Empty(question.Headers[header].ToString()));
    }

    [NodeTheory("nginx", "caddy")]
    [InlineData("nginx")]
    [InlineData("caddy")]
    public async Task Nobody_comes_in_while_the_service_is_away_and_all_is_well_when_it_is_back(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        foreach (var fault in new[] { FaultKind.Refuse, FaultKind.Reset })
        {
            scene.Relay.Fault = new(fault);
            Assert.Equal(Away[name], (await enforcer.Proxy.AskAsync(Visitor.Listed)).Status);
            Assert.Equal(Away[name], (await enforcer.Proxy.AskAsync(Visitor.Stranger)).Status);
            scene.Relay.Fault = Fault.None;
            await enforcer.Proxy.UntilAsync(Visitor.Listed, 200);
            Assert.Equal(403, (await enforcer.Proxy.AskAsync(Visitor.Stranger)).Status);
            scene.App.Arrived.Clear();
        }
    }

    [NodeTheory("nginx", "caddy")]
    [InlineData("nginx", 503)]
    [InlineData("caddy", 504)]
    public async Task Nobody_waits_for_ever_for_an_answer_that_does_not_come(string name, int status)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        scene.Relay.Fault = new(FaultKind.BlackHole);

        Assert.Equal(status, (await enforcer.Proxy.AskAsync(Visitor.Listed)).Status);
        Assert.Empty(scene.App.Arrived);
    }

    [NodeTheory("nginx", "caddy")]
    [InlineData("nginx")]
    [InlineData("caddy")]
    public async Task Nobody_comes_in_by_an_answer_that_is_not_the_services(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        foreach (var odd in OddAnswer.All.Where(answer => answer.Status >= 300))
        {
            scene.Relay.Fault = new(FaultKind.Odd, odd);
            var answer = await enforcer.Proxy.AskAsync(Visitor.Listed);
            Assert.True(answer.Status >= 300 && scene.App.Arrived.IsEmpty, $"{odd.Name}: {answer.Head}");
        }
    }

    [NodeTheory("nginx", "caddy")]
    [InlineData("nginx")]
    [InlineData("caddy")]
    public async Task Nobody_comes_in_with_a_key_that_is_wrong_or_revoked(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var unset = await Enforcer.StartAsync(name, scene, key: string.Empty);
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        var withoutKey = await unset.Proxy.AskAsync(Visitor.Listed, headers: $"X-IpAccess-Key: {scene.Key}");
        var before = await enforcer.Proxy.AskAsync(Visitor.Listed);
        using var revoked = await scene.Owner.DeleteAsync($"/v1/keys/{scene.Key.Split('_')[1]}");
        revoked.EnsureSuccessStatusCode();

        Assert.Equal(401, withoutKey.Status);
        Assert.Equal(200, before.Status);
        await enforcer.Proxy.UntilAsync(Visitor.Listed, 401);
    }

    [NodeTheory("nginx", "caddy")]
    [InlineData("nginx")]
    [InlineData("caddy")]
    public async Task Who_is_blocked_as_by_Brevo_gets_a_401(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(
            azurite.ConnectionString, new Dictionary<string, string?> { ["IpAccess__BlockedResponse"] = "brevo" });
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        var stranger = await enforcer.Proxy.AskAsync(Visitor.Stranger);

        Assert.Equal(401, stranger.Status);
        Assert.Contains("\"code\":\"unauthorized\"", stranger.Body, StringComparison.Ordinal);
        Assert.Empty(scene.App.Arrived);
        Assert.Equal(200, (await enforcer.Proxy.AskAsync(Visitor.Listed)).Status);
    }

    [NodeTheory("nginx", "caddy")]
    [InlineData("nginx")]
    [InlineData("caddy")]
    public async Task What_was_asked_is_recorded_with_the_keys_surface(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        await enforcer.Proxy.AskAsync(Visitor.Stranger, headers: "X-IpAccess-Surface: webhooks\nUser-Agent: a browser");
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        List<JsonElement> attempts;
        while ((attempts = await scene.Owner.AttemptsAsync()).Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, hanging.Token);
        }

        var attempt = Assert.Single(attempts);
        Assert.Equal("127.0.0.3", attempt.GetProperty("ip").GetString());
        Assert.Equal("api", attempt.GetProperty("surface").GetString());
        Assert.Equal("http", attempt.GetProperty("method").GetString());
        Assert.Equal("a browser", attempt.GetProperty("user_agent").GetString());
        Assert.False(attempt.GetProperty("allowed").GetBoolean());
    }
}
