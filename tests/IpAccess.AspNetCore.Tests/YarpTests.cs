using System.Text;
using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace IpAccess.AspNetCore.Tests;

/// <summary>YARP itself, with the middleware in its process.</summary>
public sealed class YarpTests
{
    [Fact]
    public async Task Two_routes_are_on_two_surfaces_and_one_is_open()
    {
        await using var behind = await BehindAsync();
        await using var scene = new Scene();
        await using var app = await GuardedApp.StartAsync(
            scene.Clock,
            options =>
            {
                options.Service = new("https://ipaccess.example");
                options.Key = "ipa_key-of-the-tests";
                options.Handler = scene.Service;
            },
            services => services.AddReverseProxy().LoadFromMemory(
                [
                    RouteOf("hooks", new() { ["IpAccess.Surface"] = "webhooks" }),
                    RouteOf("admin", new() { ["IpAccess.Surface"] = "admin" }),
                    RouteOf("open", new() { ["IpAccess.Exempt"] = "true" }),
                    RouteOf("plain", null),
                ],
                [new() { ClusterId = "behind", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = behind.Urls.Single() } } }]),
            web =>
            {
                web.UseIpAccess();
                web.MapReverseProxy().ConfigureEndpoints((endpoint, route) => endpoint.WithIpAccess(route.Metadata));
            });

        foreach (var (path, unlisted) in new[] { ("/hooks/a", 200), ("/admin/a", 403), ("/open/a", 200), ("/plain/a", 403) })
        {
            Assert.Equal((path, 200), (path, await app.StatusAsync(Scene.Listed, path)));
            Assert.Equal((path, unlisted), (path, await app.StatusAsync(Scene.Unlisted, path)));
        }

        await app.StopAsync();
        Assert.Contains(
            scene.Service.Asked.SelectMany(asked => asked.Body.GetProperty("attempts").EnumerateArray()),
            attempt => attempt.GetProperty("surface").GetString() == "admin" && !attempt.GetProperty("allowed").GetBoolean());
    }

    [Fact]
    public async Task The_settings_that_are_shipped_for_it_put_its_routes_on_surfaces_and_the_app_behind_them()
    {
        await using var behind = await BehindAsync();
        await using var scene = new Scene();
        var file = await File.ReadAllTextAsync(Repository.PathOf("infra/enforcers/yarp/appsettings.json"));
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(file.Replace("http://127.0.0.1:8080", behind.Urls.Single(), StringComparison.Ordinal)));
        var settings = new ConfigurationBuilder().AddJsonStream(json).Build();
        await using var app = await GuardedApp.StartAsync(
            scene.Clock,
            options =>
            {
                settings.GetSection("IpAccess").Bind(options);
                options.Key = "ipa_key-of-the-tests";
                options.Handler = scene.Service;
            },
            services => services.AddReverseProxy().LoadFromConfig(settings.GetSection("ReverseProxy")),
            web => web.MapReverseProxy().ConfigureEndpoints((endpoint, route) => endpoint.WithIpAccess(route.Metadata)));

        foreach (var (path, unlisted) in new[] { ("/", 403), ("/a/b", 403), ("/hooks/a", 200) })
        {
            Assert.Equal((path, 200), (path, await app.StatusAsync(Scene.Listed, path)));
            Assert.Equal((path, unlisted), (path, await app.StatusAsync(Scene.Unlisted, path)));
        }
    }

    private static RouteConfig RouteOf(string name, Dictionary<string, string>? metadata) => new()
    {
        RouteId = name,
        ClusterId = "behind",
        Match = new() { Path = $"/{name}/{{**rest}}" },
        Metadata = metadata,
    };

    private static async Task<WebApplication> BehindAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/{**rest}", () => "behind");
        await app.StartAsync();
        return app;
    }
}
