using IpAccess.AspNetCore.Tests.Scenes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IpAccess.AspNetCore.Tests;

public sealed class OptionsTests
{
    [Fact]
    public async Task Every_fault_is_named_at_start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddIpAccess(options =>
        {
            options.Service = new("http://ipaccess.example");
            options.Name = "two words";
            options.Surface = string.Empty;
            options.CacheFile = Path.GetTempPath();
            options.PollInterval = TimeSpan.FromMilliseconds(1);
            options.UnhealthyAfter = TimeSpan.Zero;
            options.PendingAttempts = 0;
            options.OnNoSnapshot = (NoSnapshotPolicy)7;
            options.BlockedResponse = (BlockedShape)7;
        });
        await using var app = builder.Build();

        var faults = (await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync())).Failures.ToList();

        Assert.Equal(10, faults.Count);
        foreach (var name in new[] { "Service", "Key", "Name", "Surface", "CacheFile", "PollInterval", "UnhealthyAfter", "PendingAttempts", "OnNoSnapshot", "BlockedResponse" })
        {
            Assert.Contains(faults, fault => fault.StartsWith($"IpAccess:{name} is ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void All_but_code_can_come_from_the_configuration()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["IpAccess:Service"] = "https://ipaccess.example/base",
            ["IpAccess:Key"] = "ipa_key-of-the-tests",
            ["IpAccess:Surface"] = "shop",
            ["IpAccess:PollInterval"] = "00:00:10",
            ["IpAccess:BlockedResponse"] = "brevo",
        });
        builder.Services.AddIpAccess();
        using var app = builder.Build();

        var options = app.Services.GetRequiredService<IOptions<IpAccessOptions>>().Value;

        Assert.Equal(("shop", TimeSpan.FromSeconds(10), BlockedShape.Brevo), (options.Surface, options.PollInterval, options.BlockedResponse));
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", options.Name);
    }

    [Fact]
    public async Task A_service_below_a_path_is_asked_there()
    {
        await using var scene = new Scene();
        await scene.StartAsync(options => options.Service = new("https://example.test/ipaccess"));

        Assert.Equal("/ipaccess/v1/snapshot", scene.Service.Paths.First());
    }
}
