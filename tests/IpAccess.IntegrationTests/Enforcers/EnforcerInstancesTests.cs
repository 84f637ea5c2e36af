using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>Apps that poll whichever of two instances, over one storage account.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class EnforcerInstancesTests(AzuriteFixture azurite)
{
    [NodeFact]
    public async Task A_stopped_app_is_shown_falling_behind_by_every_instance_whichever_it_polled()
    {
        await using var here = await ListHost.StartAsync(azurite.ConnectionString);
        await using var there = await ListHost.StartAsync(azurite.ConnectionString);
        var (_, key) = await here.NewAccountAsync();
        using var owner = here.NewClient(key, "192.0.2.1");
        using var other = there.NewClient(key, "192.0.2.1");
        await PollAsync(owner, "running", 1);
        await PollAsync(other, "stopped", 1);
        await UntilAsync(owner, "running 0", "stopped 0");
        await UntilAsync(other, "running 0", "stopped 0");

        for (var version = 2; version <= 4; version++)
        {
            using (await owner.PatchAsJsonAsync("/v1/allowlist", new { mode = version % 2 == 0 ? "monitor" : "off" }))
            {
                await PollAsync(version % 2 == 0 ? other : owner, "running", version);
            }

            await UntilAsync(owner, $"stopped {version - 1}", "running 0");
            await UntilAsync(other, $"stopped {version - 1}", "running 0");
        }
    }

    private static async Task PollAsync(HttpClient app, string name, int applied)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/snapshot");
        request.Headers.Add("X-IpAccess-Enforcer", name);
        request.Headers.Add("X-IpAccess-Applied", applied.ToString(CultureInfo.InvariantCulture));
        using var response = await app.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task UntilAsync(HttpClient client, params string[] expected)
    {
        var shown = await ShownAsync(client);
        for (var tries = 0; tries < 100 && !shown.SequenceEqual(expected); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            shown = await ShownAsync(client);
        }

        Assert.Equal(expected, shown);
    }

    private static async Task<List<string>> ShownAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/v1/enforcers", UriKind.Relative));
        var shown = (await Rest.ReadAsync(response)).GetProperty("enforcers").EnumerateArray().ToList();
        return shown.ConvertAll((JsonElement each) => $"{each.GetProperty("name")} {each.GetProperty("behind")}");
    }
}
