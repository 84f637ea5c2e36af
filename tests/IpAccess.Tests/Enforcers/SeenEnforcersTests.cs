using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Enforcers;

/// <summary>Whoever gets lists or decisions is shown as who enforces the list, with what it said and was given.</summary>
public sealed class SeenEnforcersTests
{
    private const string Path = "/v1/enforcers";
    private const string Snapshot = "/v1/snapshot";
    private const string Export = "/v1/export/text";
    private const string Authorize = "/v1/authorize";

    [Fact]
    public async Task An_app_that_polls_is_shown_and_one_that_has_stopped_falls_behind()
    {
        await using var account = await TestAccount.StartAsync();
        var (key, app) = await KeyAsync(account, "app");
        using (app)
        {
            await PollAsync(app, "web-1", 1);
            await PollAsync(app, "web-2", 1);
            await UntilAsync(account, "web-1 app 1 0", "web-2 app 1 0");
            for (var version = 2; version <= 5; version++)
            {
                await account.PasteAsync(version == 2 ? "203.0.113.0/24" : $"192.0.2.{version}");
                await PollAsync(app, "web-1", version);
                await UntilAsync(account, $"web-2 app 1 {version - 1}", $"web-1 app {version} 0");
            }
        }

        Assert.Equal([key, key], (await ListAsync(account)).Select(each => each.GetProperty("key").GetString()));
        Assert.All(await ListAsync(account), each => Assert.Equal("203.0.113.9", each.GetProperty("address").GetString()));
    }

    [Fact]
    public async Task A_poll_that_is_answered_with_304_counts_and_bad_headers_refuse_none()
    {
        await using var account = await TestAccount.StartAsync();
        var (key, app) = await KeyAsync(account, "app");
        using (app)
        {
            var etag = (await PollAsync(app, "web-1", 1)).Is(200).ETag!;
            (await app.CallAsync("GET", Snapshot, headers: [("X-IpAccess-Enforcer", "web-2"), ("X-IpAccess-Applied", "1"), ("If-None-Match", etag)])).Is(304);
            (await app.CallAsync("GET", Snapshot, headers: [("X-IpAccess-Enforcer", "no name"), ("X-IpAccess-Applied", "one")])).Is(200);
        }

        await UntilAsync(account, $"{key} app ? ?", "web-1 app 1 0", "web-2 app 1 0");
    }

    [Fact]
    public async Task A_firewall_goes_by_its_user_name_and_applies_what_it_pulled_or_still_has()
    {
        await using var account = await TestAccount.StartAsync();
        var (_, firewall) = await KeyAsync(account, "app");
        using (firewall)
        {
            var secret = firewall.DefaultRequestHeaders.Authorization!.Parameter!;
            firewall.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"edge-1:{secret}")));
            (await firewall.CallAsync("GET", Export)).Is(200);
            await UntilAsync(account, "edge-1 firewall 1 0");
            await account.PasteAsync("203.0.113.0/24");
            await UntilAsync(account, "edge-1 firewall 1 1");

            // Whoever only looks has pulled nothing.
            (await firewall.CallAsync("HEAD", Export)).Is(200);
            var pulled = (await firewall.CallAsync("GET", $"{Export}?family=ipv4")).Is(200);
            await UntilAsync(account, "edge-1 firewall 2 0");
            (await firewall.CallAsync("GET", Export, headers: ("X-IpAccess-Applied", "1"))).Is(200);
            await UntilAsync(account, "edge-1 firewall 1 1");
            (await firewall.CallAsync("GET", $"{Export}?family=ipv4", headers: ("If-None-Match", pulled.ETag!))).Is(304);
            await UntilAsync(account, "edge-1 firewall 2 0");
        }
    }

    [Fact]
    public async Task A_proxy_goes_by_its_key_and_applies_what_it_was_last_told_whatever_its_clients_send()
    {
        await using var account = await TestAccount.StartAsync();
        var (key, proxy) = await KeyAsync(account, "enforcer");
        using (proxy)
        {
            await AskAsync(proxy, 200);
            await UntilAsync(account, $"{key} proxy 1 0");
            await account.PasteAsync("203.0.113.0/24");
            await UntilAsync(account, $"{key} proxy 1 1");
            await AskAsync(proxy, 403, ("X-IpAccess-Enforcer", "other"), ("X-IpAccess-Applied", "1"));
            await UntilAsync(account, $"{key} proxy 2 0");
        }
    }

    [Fact]
    public async Task Neither_checks_nor_calls_that_are_refused_make_an_enforcer()
    {
        await using var account = await TestAccount.StartAsync();
        (await account.Owner.CallAsync("GET", "/v1/check?ip=192.0.2.1", headers: ("X-IpAccess-Enforcer", "web-1"))).Is(200);
        (await account.PostAsync("/v1/check", """{"ip":"192.0.2.1"}""")).Is(200);
        var (_, viewer) = await KeyAsync(account, "viewer");
        using (viewer)
        {
            (await PollAsync(viewer, "web-1", 1)).Is(403);
            (await viewer.CallAsync("GET", Export)).Is(403);
        }

        account.Service.Clock.Advance(TimeSpan.FromSeconds(5));
        var (_, app) = await KeyAsync(account, "app");
        using (app)
        {
            await PollAsync(app, "last", 1);
        }

        await UntilAsync(account, "last app 1 0");
    }

    [Fact]
    public async Task Nobody_who_enforces_waits_while_it_can_not_be_noted()
    {
        await using var account = await TestAccount.StartAsync();
        var (_, app) = await KeyAsync(account, "app");
        var hang = new TaskCompletionSource();
        account.Service.Tables.BeforeRead = (table, _) => table == "Enforcers" ? hang.Task : Task.CompletedTask;
        using (app)
        {
            for (var i = 0; i < 20; i++)
            {
                (await PollAsync(app, $"web-{i}", 1)).Is(200);
                (await app.CallAsync("GET", Export)).Is(200);
            }
        }

        hang.SetResult();
    }

    private static async Task<(string Id, HttpClient Client)> KeyAsync(TestAccount account, string role)
    {
        var key = (await account.PostAsync("/v1/keys", $$"""{"role":"{{role}}"}""")).Is(201).Json;
        return (key.GetProperty("id").GetString()!, account.Service.Client(key.GetProperty("secret").GetString()));
    }

    private static Task<Reply> PollAsync(HttpClient app, string name, int applied) => app.CallAsync(
        "GET",
        Snapshot,
        headers: [("X-IpAccess-Enforcer", name), ("X-IpAccess-Applied", applied.ToString(CultureInfo.InvariantCulture))]);

    private static async Task AskAsync(HttpClient proxy, int status, params (string Name, string Value)[] headers) => (await proxy.CallAsync(
        "GET",
        Authorize,
        headers: [.. headers, ("X-IpAccess-Key", proxy.DefaultRequestHeaders.Authorization!.Parameter!), ("X-IpAccess-Client", "192.0.2.1")])).Is(status);

    /// <summary>Lets time pass until these enforce the list: name, kind, version and how far behind.</summary>
    private static async Task UntilAsync(TestAccount account, params string[] expected)
    {
        var shown = await ShownAsync(account);
        for (var tries = 0; tries < 200 && !shown.SequenceEqual(expected); tries++)
        {
            account.Service.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            shown = await ShownAsync(account);
        }

        Assert.Equal(expected, shown);
    }

    private static async Task<List<string>> ShownAsync(TestAccount account) => (await ListAsync(account)).ConvertAll(each =>
        $"{each.GetProperty("name")} {each.GetProperty("kind")} {Number(each, "applied_version")} {Number(each, "behind")}");

    private static string Number(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : "?";

    private static async Task<List<JsonElement>> ListAsync(TestAccount account) =>
        [.. (await account.GetAsync(Path)).Is(200).Json.GetProperty("enforcers").EnumerateArray()];
}
