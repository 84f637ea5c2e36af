using System.Globalization;
using IpAccess.Attempts.Entries;
using IpAccess.Keys;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Http;

/// <summary>An account with two rules in its third version, a child account and a second key, and a route to call in it.</summary>
internal sealed class RouteScene : IAsyncDisposable
{
    private const int MostBytesSent = 64 * 1024 * 1024;
    private readonly TestAccount account;
    private readonly RouteRow row;
    private string owner = string.Empty;
    private string key = string.Empty;
    private HttpClient? caller;

    private RouteScene(TestAccount account, RouteRow row) => (this.account, this.row) = (account, row);

    public TestService Service => account.Service;

    public static async Task<RouteScene> StartAsync(string operation)
    {
        var scene = new RouteScene(await TestAccount.StartAsync(), RouteRow.All.Single(row => row.Operation == operation));
        await scene.SetUpAsync();
        return scene;
    }

    /// <summary>The problems that the route can have, each with a way to come by it.</summary>
    public static IEnumerable<string> Problems(RouteRow row)
    {
        var isOpen = row.Needs == "nothing";
        string[] problems =
        [
            .. row.Needs == "proxy" ? (string[])[] : ["method-not-allowed"],
            .. isOpen ? (string[])[] : ["unauthorized without a key", "unauthorized with an unknown key"],
            .. isOpen || row.Needs == "anyone" ? (string[])[] : ["storage-unavailable"],
            .. row.Needs switch
            {
                "nothing" => (string[])[],
                "operator" => ["forbidden to an owner"],
                "anyone" => ["forbidden on behalf of nobody", "storage-unavailable for an unknown key"],
                "proxy" => ["forbidden to the operator"],
                _ => ["forbidden to the operator", "forbidden on behalf of nobody"],
            },
            .. row.Needs.Contains('.', StringComparison.Ordinal) || row.Needs is "check" or "proxy" ? (string[])["forbidden without the scope", "storage-unavailable for an unknown key"] : [],
            .. row.Body is null ? (string[])[] : ["unsupported-media-type", "body-too-large", "invalid-request of no JSON"],
            .. row.IsGuarded ? (string[])["precondition-failed", "invalid-request of a malformed tag", "would-lock-you-out"] : [],
            .. row.IsGuarded || row.LosesRaces ? (string[])["conflict of lost races"] : [],
            .. row.Own.Select(own => own.Slug),
        ];
        return problems;
    }

    /// <summary>Sends the row's request, by this method, with this query and this body in place of its own.</summary>
    public async Task<Reply> CallAsync(string method, string query = "", string? body = null)
    {
        using var client = await CallerAsync(string.Empty);
        var joined = query.Length > 0 && row.Path.Contains('?', StringComparison.Ordinal) ? "&" + query[1..] : query;
        return await client.CallAsync(method, Fill(row.Path) + joined, (body ?? row.Body) is { } sent ? Fill(sent) : null, null, ("If-Match", "*"));
    }

    /// <summary>Sends the request that has the problem; by the row's method, unless another is given.</summary>
    public async Task<Reply> ProvokeAsync(string problem, string? method = null)
    {
        caller?.Dispose();
        caller = await CallerAsync(problem);
        var own = row.Own.FirstOrDefault(own => own.Slug == problem);
        Service.Peer = problem == "would-lock-you-out" ? TestAccount.Peer("192.0.2.1") : Service.Peer;
        Service.Queues.IsAway = Service.Tables.IsAway = problem.StartsWith("storage-unavailable", StringComparison.Ordinal);
        Service.Tables.IsContended = problem == "conflict of lost races";
        object? body = problem switch
        {
            "body-too-large" when row.Limit > MostBytesSent => new byte[1],
            "body-too-large" => Fill(row.Body!).PadRight(row.Limit + 1),
            "invalid-request of no JSON" => "{",
            _ => (own?.Body ?? row.Body) is { } text ? Fill(text) : null,
        };
        var call = caller.CallAsync(
            problem == "method-not-allowed" ? "PROPFIND" : method ?? row.Method,
            Fill(own?.Path ?? row.Path),
            body,
            problem == "unsupported-media-type" ? "text/html" : row.Type,
            [.. HeadersOf(problem, own is null ? "*" : own.IfMatch)]);
        var reply = await FinishAsync(call);
        Service.Queues.IsAway = Service.Tables.IsAway = false;
        return reply;
    }

    /// <summary>The account's version: it tells whether something was written.</summary>
    public Task<long> VersionAsync() => account.VersionAsync();

    public async ValueTask DisposeAsync()
    {
        caller?.Dispose();
        await account.DisposeAsync();
    }

    private IEnumerable<(string Name, string Value)> HeadersOf(string problem, string? ifMatch)
    {
        if (problem == "body-too-large" && row.Limit > MostBytesSent)
        {
            // Said to come, and not sent: the answer does not wait for it.
            yield return ("Content-Length", (row.Limit + 1L).ToString(CultureInfo.InvariantCulture));
        }

        if (problem == "forbidden on behalf of nobody")
        {
            yield return ("on-behalf-of", "nobody");
        }

        var tag = problem switch { "precondition-failed" => "\"99\"", "invalid-request of a malformed tag" => "99", _ => ifMatch };
        if (tag is not null)
        {
            yield return ("If-Match", tag);
        }
    }

    private async Task SetUpAsync()
    {
        await account.PasteAsync("203.0.113.0/24 10.0.0.1");
        await account.PatchAsync(TestAccount.Settings, """{"exempt_surfaces":["webhooks"]}""");
        using var child = await Service.AccountAsync("child", "acme");
        await Service.Services.GetRequiredService<AttemptStore>().RecordAsync(
            new("m1", "acme", [new() { Key = new(Address.IPv4(0x0A09_0909), null, null), FirstAt = 1_795_348_800, LastAt = 1_795_348_800 }]), default);
        owner = await account.KeyIdAsync();
        var made = (await account.PostAsync("/v1/keys", """{"role":"app"}""")).Is(201).Json;
        key = made.GetProperty("id").GetString()!;
    }

    private async Task<HttpClient> CallerAsync(string problem)
    {
        var client = await BearerAsync(problem);
        if (row.Needs == "proxy" && client.DefaultRequestHeaders.Authorization is { } credential)
        {
            client.DefaultRequestHeaders.Add("X-IpAccess-Key", credential.Parameter);
            client.DefaultRequestHeaders.Add("X-IpAccess-Client", "203.0.113.9");
        }

        return client;
    }

    private async Task<HttpClient> BearerAsync(string problem) => problem switch
    {
        "unauthorized without a key" => Service.Client(),
        "unauthorized with an unknown key" => Service.Client("ipa_000000000000_0000000000000000000000000000000000000000000000000"),
        "forbidden to the operator" => Service.Client(TestService.OperatorKey),
        "forbidden to an owner" => Same(account.Owner),
        "forbidden without the scope" => await Service.KeyAsync(account.Owner, new { role = row.Needs == "attempts.write" ? "viewer" : "producer" }),
        "storage-unavailable for an unknown key" => Service.Client(KeyText.New(KeyText.NewId())),
        _ => row.Needs switch { "operator" => Service.Client(TestService.OperatorKey), "nothing" => Service.Client(), _ => Same(account.Owner) },
    };

    private HttpClient Same(HttpClient client) => Service.Client(client.DefaultRequestHeaders.Authorization!.Parameter);

    // A lost race waits for the clock before it tries again.
    private async Task<Reply> FinishAsync(Task<Reply> call)
    {
        while (!call.IsCompleted)
        {
            Service.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        return await call;
    }

    private string Fill(string text) => text
        .Replace("{rule}", 2.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{key}", key, StringComparison.Ordinal)
        .Replace("{owner}", owner, StringComparison.Ordinal);
}
