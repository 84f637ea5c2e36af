using System.Net;
using System.Text;
using System.Text.Json;
using IpAccess.Http;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Telemetry;

/// <summary>The log of the self-host as lines of JSON, with everything in it that can be logged.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class JsonLogTests(AzuriteFixture azurite)
{
    private const string InBody = "text-of-a-body";

    [NodeFact]
    public async Task Every_line_is_JSON_and_none_holds_a_key_or_a_body()
    {
        await using var host = await ListHost.StartAsync(azurite.ConnectionString, new Dictionary<string, string?>
        {
            ["Logging__Console__FormatterName"] = "json",
            ["Logging__Console__FormatterOptions__IncludeScopes"] = "true",
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__LogLevel__IpAccess"] = "Trace",
        });
        var (_, key) = await host.NewAccountAsync();
        await CallAsync(host, key);
        Assert.Equal(0, await host.StopAsync());

        var lines = host.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Contains(lines, line => line.GetProperty("LogLevel").GetString() is "Debug" or "Trace");
        Assert.Contains(lines, line => line.GetProperty("Scopes").GetRawText().Contains("/v1/allowlist/rules", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z$", line.GetProperty("Timestamp").GetString()));
        string[] secrets = [key, key.Split('_')[^1], ListHost.OperatorKey, InBody, "Bearer", Convert.ToBase64String(Encoding.UTF8.GetBytes(InBody))];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, host.Output, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task CallAsync(ListHost host, string key)
    {
        using var owner = host.NewClient(key, "192.0.2.9");
        using var stranger = host.NewClient(key + "x", "192.0.2.9");
        using var operating = host.NewClient(ListHost.OperatorKey, "192.0.2.9");
        owner.DefaultRequestHeaders.Add("X-IpAccess-Key", key);
        await owner.CheckAsync("203.0.113.77");
        await PostAsync(owner, "/v1/allowlist/rules", $$"""{"rules":[{"value":"192.0.2.9","label":"{{InBody}}"},{"value":"198.51.100.0/24"}]}""", HttpStatusCode.Created);
        await PostAsync(owner, "/v1/allowlist/rules", $$"""{"rules":[{"value":"{{InBody}}"}]}""", HttpStatusCode.BadRequest);
        await PostAsync(owner, "/v1/check", $"{{ {InBody}", HttpStatusCode.BadRequest);
        await PostAsync(owner, "/v1/check", $$"""{"ip":"203.0.113.77","credential":"{{InBody}}","user_agent":"{{InBody}}"}""", HttpStatusCode.OK);
        await PostAsync(owner, "/v1/keys", $$"""{"label":"{{InBody}}","role":"viewer"}""", HttpStatusCode.Created);
        await PostAsync(stranger, "/v1/check", $$"""{"ip":"{{InBody}}"}""", HttpStatusCode.Unauthorized);
        await PostAsync(operating, "/v1/accounts", $$"""{"id":"{{InBody}}-?"}""", HttpStatusCode.BadRequest);
        using var deleted = await owner.DeleteAsync(new Uri("/v1/allowlist/rules/1", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Conflict, deleted.StatusCode);
    }

    private static async Task PostAsync(HttpClient client, string path, string body, HttpStatusCode status)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(path, content);
        Assert.Equal(status, response.StatusCode);
    }
}
