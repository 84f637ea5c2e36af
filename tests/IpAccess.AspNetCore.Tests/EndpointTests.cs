using IpAccess.AspNetCore.Tests.Scenes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.AspNetCore.Tests;

/// <summary>Where the list holds: endpoints, groups, controllers, policies. The surface <c>webhooks</c> is open to everybody.</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData("/", 403)]
    [InlineData("/health", 200)]
    [InlineData("/hooks/a", 200)]
    [InlineData("/hooks/admin", 403)]
    [InlineData("/hooks/closed/free", 200)]
    [InlineData("/open/a", 200)]
    [InlineData("/open/closed", 403)]
    [InlineData("/nothing", 403)]
    [InlineData("/controller", 200)]
    [InlineData("/controller/admin", 403)]
    [InlineData("/attribute", 403)]
    public async Task What_is_nearest_to_an_endpoint_says_who_may_reach_it(string path, int unlisted)
    {
        await using var scene = new Scene();
        await using var app = await StartAsync(scene, web =>
        {
            web.UseIpAccess();
            Map(web);
        });

        Assert.Equal(unlisted, await app.StatusAsync(Scene.Unlisted, path));
        Assert.Equal(path == "/nothing" ? 404 : 200, await app.StatusAsync(Scene.Listed, path));
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/hooks/a", 200)]
    [InlineData("/hooks/admin", 403)]
    [InlineData("/open/closed", 403)]
    [InlineData("/controller", 200)]
    [InlineData("/controller/admin", 403)]
    public async Task What_an_endpoint_asks_for_holds_without_the_middleware_too(string path, int unlisted)
    {
        await using var scene = new Scene();
        await using var app = await StartAsync(scene, Map);

        Assert.Equal(unlisted, await app.StatusAsync(Scene.Unlisted, path));
        Assert.Equal(200, await app.StatusAsync(Scene.Listed, path));
    }

    [Fact]
    public async Task A_surface_holds_though_the_middleware_came_before_routing_on_one_that_is_open()
    {
        await using var scene = new Scene();
        await using var app = await StartAsync(
            scene,
            web =>
            {
                web.UseIpAccess();
                web.UseRouting();
                Map(web);
            },
            options => options.Surface = "webhooks");

        Assert.Equal(200, await app.StatusAsync(Scene.Unlisted, "/"));
        Assert.Equal(403, await app.StatusAsync(Scene.Unlisted, "/hooks/admin"));
        Assert.Equal(403, await app.StatusAsync(Scene.Unlisted, "/controller/admin"));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_attribute_is_nearer_than_what_is_said_of_all_controllers_at_once(bool usesMiddleware, bool isExempt)
    {
        await using var scene = new Scene();
        await using var app = await StartAsync(scene, web =>
        {
            _ = usesMiddleware ? web.UseIpAccess() : web;
            var controllers = web.MapControllers();
            _ = isExempt ? controllers.ExemptFromIpAccess() : controllers.RequireIpAccess("webhooks");
        });

        Assert.Equal((403, 200), (await app.StatusAsync(Scene.Unlisted, "/controller/admin"), await app.StatusAsync(Scene.Unlisted, "/controller")));
        Assert.Equal(200, await app.StatusAsync(Scene.Listed, "/controller/admin"));
    }

    [Fact]
    public async Task A_policy_asks_the_list()
    {
        await using var scene = new Scene();
        await using var app = await StartAsync(scene, web =>
        {
            web.UseAuthorization();
            web.MapGet("/office", () => "in").RequireAuthorization(new AuthorizationPolicyBuilder().RequireIpAccess("admin").Build());
            web.MapGet("/hook", () => "in").RequireAuthorization(new AuthorizationPolicyBuilder().RequireIpAccess("webhooks").Build());
        });

        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed, "/office"), await app.StatusAsync(Scene.Unlisted, "/office")));
        Assert.Equal((200, 200), (await app.StatusAsync(Scene.Listed, "/hook"), await app.StatusAsync(Scene.Unlisted, "/hook")));
    }

    [Fact]
    public async Task A_request_is_told_as_one_attempt_however_often_it_is_asked_about()
    {
        await using var scene = new Scene();
        await using var app = await StartAsync(scene, web =>
        {
            web.UseIpAccess();
            Map(web);
        });
        await app.StatusAsync(Scene.Listed, "/hooks/admin");
        await app.StatusAsync(Scene.Listed, "/controller/admin");
        await app.StopAsync();

        var attempt = Assert.Single(scene.Service.Asked).Body.GetProperty("attempts").EnumerateArray().Single();
        Assert.Equal((2, "admin"), (attempt.GetProperty("count").GetInt32(), attempt.GetProperty("surface").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public void A_surface_that_can_be_none_is_refused(string surface)
    {
        Assert.Throws<ArgumentException>(() => new IpAccessAttribute(surface));
        Assert.Throws<ArgumentException>(() => new IpAccessRequirement(surface));
    }

    [Fact]
    public void Without_AddIpAccess_UseIpAccess_says_what_is_missing()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        Assert.Contains("AddIpAccess", Assert.Throws<InvalidOperationException>(() => app.UseIpAccess()).Message, StringComparison.Ordinal);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/", () => "in");
        app.MapGet("/health", () => "in").ExemptFromIpAccess();
        app.MapGet("/attribute", [IpAccess("admin")] () => "in");
        var hooks = app.MapGroup("/hooks").RequireIpAccess("webhooks");
        hooks.MapGet("/a", () => "in");
        hooks.MapGet("/admin", () => "in").RequireIpAccess("admin");
        hooks.MapGroup("/closed").RequireIpAccess("admin").MapGet("/free", () => "in").ExemptFromIpAccess();
        var open = app.MapGroup("/open").ExemptFromIpAccess();
        open.MapGet("/a", () => "in");
        open.MapGet("/closed", () => "in").RequireIpAccess();
        app.MapControllers();
    }

    private static Task<GuardedApp> StartAsync(Scene scene, Action<WebApplication> map, Action<IpAccessOptions>? configure = null) =>
        GuardedApp.StartAsync(
            scene.Clock,
            options =>
            {
                options.Service = new("https://ipaccess.example");
                options.Key = "ipa_key-of-the-tests";
                options.Handler = scene.Service;
                configure?.Invoke(options);
            },
            services =>
            {
                services.AddAuthentication("none").AddCookie("none", options => options.Events.OnRedirectToLogin = Refuse);
                services.AddAuthorization();
                services.AddControllers().AddApplicationPart(typeof(SampleController).Assembly);
            },
            map);

    private static Task Refuse(Microsoft.AspNetCore.Authentication.RedirectContext<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}

[Route("/controller")]
[IpAccess("webhooks")]
public sealed class SampleController : ControllerBase
{
    [HttpGet]
    public OkResult Show() => Ok();

    [HttpGet("admin")]
    [IpAccess("admin")]
    public OkResult ShowAdmin() => Ok();
}
