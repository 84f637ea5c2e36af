using System.Net;
using System.Text.Json;

namespace IpAccess.Testing.Hosting;

/// <summary>A service with one account and its owner, who calls from 203.0.113.9.</summary>
internal sealed class TestAccount : IAsyncDisposable
{
    public const string Settings = "/v1/allowlist";
    public const string Rules = "/v1/allowlist/rules";

    private TestAccount(TestService service) => Service = service;

    public TestService Service { get; }

    public HttpClient Owner { get; private set; } = null!;

    /// <summary>Starts a service, without the lockout guard where networks are given.</summary>
    public static async Task<TestAccount> StartAsync(params string[] networks)
    {
        var account = new TestAccount(await TestService.StartAsync());
        account.Owner = await account.Service.AccountAsync();
        if (networks.Length > 0)
        {
            await account.PatchAsync(Settings, """{"lockout_guard":false}""");
            await account.PasteAsync(string.Join('\n', networks));
        }

        return account;
    }

    /// <summary>The address as a peer; null for none.</summary>
    public static IPAddress? Peer(string? address) =>
        address is null ? null : new([.. address.Split('.').Select(byte.Parse)]);

    public Task<Reply> GetAsync(string path) => Owner.CallAsync("GET", path);

    public async Task<Reply> PatchAsync(string path, object body) => (await Owner.CallAsync("PATCH", path, body)).Is(200);

    public Task<Reply> PostAsync(string path, object body) => Owner.CallAsync("POST", path, body);

    /// <summary>Adds networks.</summary>
    public async Task<Reply> PasteAsync(string networks) => (await Owner.CallAsync("POST", Rules, networks, "text/plain")).Is(201);

    public async Task<long> VersionAsync() => (await GetAsync(Settings)).Json.GetProperty("version").GetInt64();

    /// <summary>All rules, in the order of the list.</summary>
    public async Task<List<JsonElement>> RulesAsync(string query = "limit=1000")
    {
        var rules = new List<JsonElement>();
        for (string? cursor = string.Empty; cursor is not null;)
        {
            var page = (await GetAsync($"{Rules}?{query}{(cursor.Length > 0 ? $"&cursor={cursor}" : string.Empty)}")).Is(200).Json;
            rules.AddRange(page.GetProperty("rules").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        }

        return rules;
    }

    /// <summary>The networks of the list.</summary>
    public async Task<IEnumerable<string?>> NetworksAsync(string query = "limit=1000") =>
        (await RulesAsync(query)).Select(rule => rule.GetProperty("network").GetString());

    /// <summary>The id of the owner's key.</summary>
    public async Task<string> KeyIdAsync() => (await GetAsync("/v1/keys")).Json.GetProperty("keys")[0].GetProperty("id").GetString()!;

    /// <summary>The audit, newest first.</summary>
    public async Task<List<JsonElement>> AuditAsync()
    {
        var entries = new List<JsonElement>();
        for (string? cursor = string.Empty; cursor is not null;)
        {
            var page = (await GetAsync($"/v1/audit?limit=1000{(cursor.Length > 0 ? $"&cursor={cursor}" : string.Empty)}")).Is(200).Json;
            entries.AddRange(page.GetProperty("entries").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        }

        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await Service.DisposeAsync();
    }
}
