using IpAccess.AspNetCore.Tests.Scenes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IpAccess.AspNetCore.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task It_goes_by_the_age_of_the_last_good_answer()
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, "198.51.100.0/24");
        var app = await scene.StartAsync();
        var healthy = await app.HealthAsync();
        Assert.Equal(HealthStatus.Healthy, healthy.Status);
        Assert.Equal(7L, healthy.Data["version"]);

        scene.CutOff();
        await scene.PassAsync(10);
        Assert.Equal(HealthStatus.Degraded, (await app.HealthAsync()).Status);
        await scene.PassAsync(8);
        Assert.Equal(HealthStatus.Unhealthy, (await app.HealthAsync()).Status);

        scene.Mend();
        await scene.PollAsync();
        await scene.PassAsync(1);
        Assert.Equal(HealthStatus.Degraded, (await app.HealthAsync()).Status);
        await scene.PassAsync(301);
        Assert.Equal(HealthStatus.Healthy, (await app.HealthAsync()).Status);
    }

    [Fact]
    public async Task The_log_has_a_line_in_ten_seconds_with_a_count_and_never_the_key()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        scene.CutOff();

        await scene.PassAsync(31);

        var lines = app.Log.Lines.Where(line => line.Contains("gave no list", StringComparison.Ordinal)).ToList();
        Assert.InRange(lines.Count, 3, 4);
        Assert.Contains(lines, line => line.Contains("(times: 4)", StringComparison.Ordinal) || line.Contains("(times: 3)", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Log.Lines, line => line.Contains("ipa_key", StringComparison.Ordinal));
    }
}
