using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IpAccess.Http;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>Changes that undo themselves, over processes that come and go.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class ConfirmTests(AzuriteFixture azurite)
{
    private const string Caller = "203.0.113.9";

    [NodeFact]
    public async Task A_change_outlives_the_process_that_made_it_and_is_confirmed_at_another()
    {
        await using var host = await ListHost.StartAsync(azurite.ConnectionString);
        await using var other = await ListHost.StartAsync(azurite.ConnectionString);
        var (_, key) = await host.NewAccountAsync();
        await MakeAsync(host, key, minutes: 60);
        await host.KillAsync();

        using var writer = other.NewClient(key, Caller);
        using var outside = other.NewClient(key, "192.0.2.1");
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(writer, "/v1/allowlist/rules", new { rules = new[] { new { value = "10.0.0.2" } } }));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(outside, "/v1/allowlist/versions/3/confirm", null));
        await host.RestartAsync();
        using var again = host.NewClient(key, Caller);
        Assert.Equal(3, (await again.SettingsAsync()).GetProperty("awaiting_confirmation").GetProperty("version").GetInt32());

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again, "/v1/allowlist/versions/3/confirm", null));

        Assert.False((await writer.SettingsAsync()).TryGetProperty("awaiting_confirmation", out _));
        Assert.Equal("confirmed", (await writer.AuditAsync())[0].GetProperty("action").GetString());
        await writer.PasteAsync(["10.0.0.2"]);
    }

    [NodeFact]
    public async Task A_change_that_nobody_confirms_is_undone_once_at_all_processes()
    {
        await using var host = await ListHost.StartAsync(azurite.ConnectionString);
        await using var other = await ListHost.StartAsync(azurite.ConnectionString);
        var (_, key) = await host.NewAccountAsync();
        var until = await MakeAsync(host, key, minutes: 1);
        using var one = host.NewClient(key, Caller);
        using var another = other.NewClient(key, Caller);
        Assert.True(await IsAllowedAsync(one) && await IsAllowedAsync(another));
        await host.KillAsync();
        await host.RestartAsync();
        using var again = host.NewClient(key, Caller);

        using var hanging = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (await IsAllowedAsync(again) | await IsAllowedAsync(another))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, hanging.Token);
        }

        var reverted = Assert.Single(await again.AuditAsync(), entry => entry.GetProperty("action").GetString() == "reverted");
        Assert.True(reverted.GetProperty("at").GetDateTimeOffset() >= until);
        Assert.Equal(4, (await another.SettingsAsync()).GetProperty("version").GetInt32());
        Assert.Equal("203.0.113.9/32", Assert.Single(await another.ListAsync()).GetProperty("network").GetString());
    }

    // Version 2 has the caller; version 3 another address, to be confirmed.
    private static async Task<DateTimeOffset> MakeAsync(ListHost host, string key, int minutes)
    {
        using var client = host.NewClient(key, Caller);
        await client.PasteAsync([Caller]);
        using var made = await client.PostAsJsonAsync(
            $"/v1/allowlist/rules?confirm_within={minutes}", new { rules = new[] { new { value = "10.0.0.1" } } });
        await Rest.ReadAsync(made);
        return JsonElement.Parse($"\"{made.Headers.GetValues("X-IpAccess-Confirm-By").Single()}\"").GetDateTimeOffset();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, object? body)
    {
        using var response = await client.PostAsJsonAsync(path, body);
        return response.StatusCode;
    }

    private static async Task<bool> IsAllowedAsync(HttpClient client) =>
        (await client.CheckAsync("10.0.0.1")).GetProperty("allowed").GetBoolean();
}
