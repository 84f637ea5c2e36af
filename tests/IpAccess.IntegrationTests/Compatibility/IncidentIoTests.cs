using System.Net.Http.Json;
using System.Text.Json;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Compatibility;

/// <summary>What a program does that keeps incident.io's allowlist, against the self-host; its own address is 127.0.0.1.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class IncidentIoTests(AzuriteFixture azurite)
{
    private const string Document = "/v1/ip_allowlists";

    [NodeFact]
    public async Task A_program_reads_replaces_and_disables_the_list()
    {
        await using var host = await VendorHost.StartAsync(azurite.ConnectionString);
        using var client = host.NewClient(host.Key);
        object[] office = [new { label = "London HQ", value = "192.0.2.0" }, new { label = "here", value = "127.0.0.0/8" }];

        var read = await CallAsync(client, 200, body: null);
        var replaced = await CallAsync(client, 200, new { allowlist = office, enabled = true, version = 1 });
        var stale = await CallAsync(client, 409, new { allowlist = office, enabled = true, version = 1 });
        var lockout = await CallAsync(client, 422, new { allowlist = office[..1], enabled = true, version = 2 });
        var unknown = await CallAsync(client, 422, new { allowlist = office, enabled = true, version = 2, name = "x" });
        var disabled = await CallAsync(client, 200, new { allowlist = office, enabled = false, version = 2 });

        Assert.Equal((1, 0), Shape(read));
        Assert.Equal((2, 2), Shape(replaced));
        Assert.Equal(
            """[{"label":"London HQ","value":"192.0.2.0"},{"label":"here","value":"127.0.0.0/8"}]""",
            replaced.GetProperty("ip_allowlist").GetProperty("allowlist").GetRawText());
        Assert.Equal(
            ["conflict version", "validation_error allowlist", "validation_error name"],
            new[] { stale, lockout, unknown }.Select(error => $"{error.GetProperty("type")} {error.GetProperty("errors")[0].GetProperty("source").GetProperty("field")}"));
        Assert.Equal((3, 2), Shape(disabled));
        Assert.False(disabled.GetProperty("ip_allowlist").GetProperty("enabled").GetBoolean());
        Assert.Equal("mode_off", (await client.CheckAsync("203.0.113.7")).GetProperty("reason").GetString());
        Assert.Equal(
            ["settings_changed", "rules_replaced"],
            (await client.AuditAsync()).Take(2).Select(entry => entry.GetProperty("action").GetString()));
    }

    private static (int Version, int Rules) Shape(JsonElement document)
    {
        var list = document.GetProperty("ip_allowlist");
        return (list.GetProperty("version").GetInt32(), list.GetProperty("allowlist").GetArrayLength());
    }

    private static async Task<JsonElement> CallAsync(HttpClient client, int status, object? body)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Put, Document);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, text);
        return JsonElement.Parse(text);
    }
}
