using System.Net;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Accounts.Transfer;

/// <summary>Two services over storages of their own, and the operator of both, who carries files from one to the other.</summary>
internal sealed class TransferScene : IAsyncDisposable
{
    public const string Import = "/v1/accounts/import";
    public const string Type = "application/x-ndjson";

    private TransferScene(TestService here, TestService there)
    {
        (Here, There) = (here, there);
        (OperatorHere, OperatorThere) = (here.Client(TestService.OperatorKey), there.Client(TestService.OperatorKey));
    }

    public TestService Here { get; }

    public TestService There { get; }

    public HttpClient OperatorHere { get; }

    public HttpClient OperatorThere { get; }

    public HttpClient Owner { get; private set; } = null!;

    public static Task<TransferScene> StartAsync() => StartAsync(new MemoryTables(), new MemoryTables());

    /// <summary>Starts both, with an account here that has all kinds of rules and keys.</summary>
    public static async Task<TransferScene> StartAsync(ITables here, ITables there)
    {
        var clock = TestService.NewClock();
        var scene = new TransferScene(await TestService.StartAsync(here, clock), await TestService.StartAsync(there, clock));
        scene.Owner = await scene.FillAsync(clock);
        return scene;
    }

    /// <summary>The file of an account.</summary>
    public async Task<string> ExportAsync(string account = "acme")
    {
        var file = (await OperatorHere.CallAsync("GET", $"/v1/accounts/{account}/export")).Is(200);
        Assert.Equal(Type, file.Header("Content-Type"));
        Assert.Equal($"attachment; filename=\"{account}.ndjson\"", file.Header("Content-Disposition"));
        return file.Text;
    }

    public Task<Reply> ImportAsync(object file, string query = "") => OperatorThere.CallAsync("POST", Import + query, file, Type);

    /// <summary>A client of the other service with the same key.</summary>
    public HttpClient SameThere(HttpClient client) => There.Client(client.DefaultRequestHeaders.Authorization!.Parameter);

    /// <summary>What can be seen of an account by its owner, but for who asks.</summary>
    public static async Task<string[]> SeenAsync(HttpClient owner)
    {
        var seen = new List<string>();
        foreach (var path in (string[])["/v1/allowlist", "/v1/allowlist/rules?limit=1000", "/v1/keys"])
        {
            seen.Add((await owner.CallAsync("GET", path)).Is(200).Text);
        }

        return [.. seen];
    }

    public async ValueTask DisposeAsync()
    {
        OperatorHere.Dispose();
        OperatorThere.Dispose();
        Owner?.Dispose();
        await Here.DisposeAsync();
        await There.DisposeAsync();
    }

    private async Task<HttpClient> FillAsync(FakeTimeProvider clock)
    {
        var owner = await Here.AccountAsync();
        await owner.PatchAsync("/v1/allowlist", new { lockout_guard = false });
        await owner.PatchAsync("/v1/allowlist", """{"exempt_surfaces":["webhooks"],"on_failure":"allow","rule_limit":500,"auto":{"prefix_v4":28}}""");
        await owner.PostAsync("/v1/allowlist/rules", """
            {"rules":[{"value":"203.0.113.0/24","label":"Zürich \"HQ\" – 東京"},{"value":"10.0.0.0/8","expires_at":"2027-01-01T00:00:00Z"},
            {"value":"2001:db8::/32","enabled":false}],"allow_broad":true}
            """);
        clock.Advance(TimeSpan.FromMinutes(1));
        await owner.CallAsync(HttpMethod.Patch, "/v1/allowlist/rules/1", new { label = "Zürich" }, HttpStatusCode.OK);
        await owner.DeleteAsync("/v1/allowlist/rules/2", HttpStatusCode.NoContent);
        await owner.PostAsync("/v1/keys", new
        {
            label = "edge",
            role = "enforcer",
            surface = "api",
            expires_at = "2027-01-01T00:00:00Z",
            client_address = new { header = "X-Forwarded-For", trusted_hops = 2 },
        });
        return owner;
    }
}
