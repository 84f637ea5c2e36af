using System.Net;
using System.Security.Claims;
using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Decisions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IpAccess.AspNetCore.Tests;

/// <summary>What only the service can decide: an unknown address of a known user, where the list learns or trusts by itself.</summary>
public sealed class AskingTests
{
    public static TheoryData<string, bool> Lists => new() { { "auto", true }, { "learning", true }, { "learned", false }, { "block", false } };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task The_service_is_asked_where_the_list_learns_or_trusts_by_itself(string how, bool isAsked)
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, SettingsOf(how, scene.Time.GetUtcNow().ToUnixTimeSeconds()), "198.51.100.0/24");
        scene.Service.Other = _ => Answer("auto_authorized", isAllowed: true);
        await using var app = await StartAsync(scene, isAuthenticated: true);

        Assert.Equal(isAsked ? 200 : 403, await app.StatusAsync(Scene.Unlisted));
        Assert.Equal(isAsked ? 1 : 0, scene.Service.Asked.Count(asked => asked.Path == "/v1/check"));
        if (isAsked)
        {
            var question = scene.Service.Asked.Single().Body;
            Assert.Equal(
                (Scene.Unlisted, "shop", "k1", true, true),
                (question.GetProperty("ip").GetString(), question.GetProperty("surface").GetString(), question.GetProperty("credential").GetString(), question.GetProperty("authenticated").GetBoolean(), question.GetProperty("record").GetBoolean()));
        }
    }

    [Fact]
    public async Task Nobody_is_asked_about_somebody_unknown_or_somebody_who_is_listed()
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, SettingsOf("auto", 0), "198.51.100.0/24");
        await using var stranger = await StartAsync(scene, isAuthenticated: false);
        await using var user = await StartAsync(scene, isAuthenticated: true);

        Assert.Equal(403, await stranger.StatusAsync(Scene.Unlisted));
        Assert.Equal(200, await user.StatusAsync(Scene.Listed));
        Assert.Empty(scene.Service.Asked);
    }

    [Theory]
    [InlineData("blocked", false)]
    [InlineData("failure", true)]
    [InlineData("unavailable", true)]
    [InlineData("no answer", true)]
    [InlineData("nonsense", true)]
    public async Task Whatever_else_it_says_the_client_stays_out(string how, bool isLoud)
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, SettingsOf("auto", 0), "198.51.100.0/24");
        scene.Service.Other = _ => how switch
        {
            "blocked" => Answer("not_listed", isAllowed: false),
            "failure" => Answer("failure", isAllowed: true),
            "unavailable" => new(HttpStatusCode.ServiceUnavailable),
            "nonsense" => new(HttpStatusCode.OK) { Content = new StringContent("<html>") },
            _ => throw new HttpRequestException("Connection refused"),
        };
        await using var app = await StartAsync(scene, isAuthenticated: true);

        Assert.Equal(403, await app.StatusAsync(Scene.Unlisted));
        if (isLoud)
        {
            await app.IsLoudAsync("ask_failed", "did not say whether an unknown client may come in");
        }
    }

    private static DecisionSettings SettingsOf(string how, long now) => how switch
    {
        "auto" => ScriptedService.Defaults with { Unknown = UnknownPolicy.Auto },
        "learning" => ScriptedService.Defaults with { LearningUntil = now + 3600 },
        "learned" => ScriptedService.Defaults with { LearningUntil = now - 3600 },
        _ => ScriptedService.Defaults,
    };

    private static HttpResponseMessage Answer(string reason, bool isAllowed) => new(HttpStatusCode.OK)
    {
        Content = new StringContent($$"""{"ip":"203.0.113.7","allowed":{{(isAllowed ? "true" : "false")}},"reason":"{{reason}}","rule":null,"version":7,"stale":false}"""),
    };

    private static Task<GuardedApp> StartAsync(Scene scene, bool isAuthenticated) => GuardedApp.StartAsync(
        scene.Service,
        scene.Clock,
        options => (options.Surface, options.Credential) = ("shop", context => context.User.Identity?.Name),
        web =>
        {
            web.Use((HttpContext context, RequestDelegate next) =>
            {
                context.User = new(new ClaimsIdentity([new(ClaimTypes.Name, "k1")], isAuthenticated ? "test" : null));
                return next(context);
            });
            web.UseIpAccess();
            web.MapGet("/", () => "in");
        });
}
