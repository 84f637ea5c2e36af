using System.Net.Http.Json;
using IpAccess.IntegrationTests.Http;
using IpAccess.Testing.Hosting;

namespace IpAccess.IntegrationTests.Authorize;

/// <summary>What a proxy is answered by the server as it is, whatever its client sends; the account lets in 203.0.113.0/24.</summary>
public sealed class EnforcingTests
{
    private const string Listed = "203.0.113.7";
    private const string Stranger = "192.0.2.1";

    public static TheoryData<string> Detours =>
    [
        "/v1/authorize/%2e%2e/check?ip=203.0.113.7",
        "/v1/authorize/../check?ip=203.0.113.7",
        "/v1/authorize/../keys",
        "/v1/authorize/.%2E/allowlist",
        "/v1/authorize/a/b/../../../allowlist",
        "/v1/authorize/..",
        "/v1/authorize/../../health/live",
        "/v1/authorize/../nothing",
        "/V1/aUTHORIZE/../check?ip=203.0.113.7",
        "/v1/%61uthorize/%2e%2e/check?ip=203.0.113.7",
        "/v1/./authorize/../check?ip=203.0.113.7",
        "//v1/authorize/../check?ip=203.0.113.7",
        "http://localhost/v1/authorize/../check?ip=203.0.113.7",
        "http://localhost/v1/authorize/%2e%2e/health/live",
        "http://elsewhere:8080/v1/authorize/x/../../keys",
    ];

    public static TheoryData<string> Plain =>
    [
        "/v1/authorize",
        "/v1/authorize?ip=203.0.113.7&surface=x&%zz",
        "/v1/authorize//check",
        "/v1/authorize/..;/check",
        "/v1/authorize/..\\check",
        "/v1/authorize/\\..\\..\\check",
        "/v1/authorize/%5c..%5ccheck",
        "/v1/authorize/%2f..%2f..%2fcheck",
        "/v1/authorize/%252e%252e/check",
        "/v1/authorize/a/../b",
        "/v1/authorize/%ff%fe",
        "/v1/authorize/%",
        "/V1/AUTHORIZE/x",
        "http://localhost/v1/authorize/x",
        "http://elsewhere/v1/authorize",
    ];

    public static TheoryData<string> Requests =>
    [
        "GET /v1/authorize HTTP/1.1\nUser-Agent: \xff\xfe",
        "GET /v1/authorize HTTP/1.1\nX-Anything: \xc3\x28",
        "GET /v1/authorize HTTP/1.1\nCookie: " + "a=\xe4",
        "GET /v1/authorize HTTP/1.1\nAuthorization: Bearer x",
        "POST /v1/authorize HTTP/1.1\nContent-Length: 99999999999",
        "POST /v1/authorize HTTP/1.1\nContent-Length: 10\nExpect: 100-continue",
        "PUT /v1/authorize HTTP/1.1\nContent-Type: nonsense\nContent-Encoding: gzip\nContent-Length: 5",
        "POST /v1/authorize HTTP/1.1\nTransfer-Encoding: chunked",
        "TRACE /v1/authorize/x HTTP/1.1\nMax-Forwards: 0",
        "PROPFIND /v1/authorize HTTP/1.1\nDepth: 1",
        "get /v1/authorize HTTP/1.1\nRange: bytes=0-1",
    ];

    [Theory]
    [MemberData(nameof(Detours))]
    public async Task A_path_that_begins_as_a_decisions_and_leads_elsewhere_is_refused_whatever_it_would_have_reached(string target)
    {
        await using var service = await StartAsync();

        foreach (var address in (string[])[Listed, Stranger])
        {
            using var client = await RawClient.ConnectAsync(service.Address);
            await client.SendAsync(Head(service, $"GET {target} HTTP/1.1", address));

            var (status, problem) = await client.ReadAnswerAsync();

            Assert.Equal((403, "urn:ipaccess:problem:forbidden"), (status, problem.GetProperty("type").GetString()));
        }

        Assert.Empty(service.Errors);
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public async Task A_path_that_stays_asks_for_the_decision_however_it_is_written(string target) =>
        await DecidedAsync($"GET {target} HTTP/1.1");

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_that_a_client_has_made_odd_asks_for_the_decision(string request) => await DecidedAsync(request);

    [Theory]
    [InlineData("/v1/authorize/%00", 0, 400)]
    [InlineData("/v1/authorize%00/../check?ip=203.0.113.7", 0, 400)]
    [InlineData("/v1/authorize/\xff", 0, 400)]
    [InlineData("/v1/authorize/{8192}", 0, 414)]
    [InlineData("/v1/authorize", 33_000, 431)]
    public async Task What_the_server_itself_can_not_read_lets_nobody_in(string target, int cookie, int status)
    {
        await using var service = await StartAsync();
        var path = target.Replace("{8192}", new string('x', 8192), StringComparison.Ordinal);

        Assert.Equal(status, await StatusAsync(service, $"GET {path} HTTP/1.1\nCookie: {new string('x', cookie)}", Listed));
    }

    private static async Task DecidedAsync(string request)
    {
        await using var service = await StartAsync();

        Assert.Equal(200, await StatusAsync(service, request, Listed));
        Assert.Equal(403, await StatusAsync(service, request, Stranger));
        Assert.Empty(service.Errors);
    }

    private static async Task<int> StatusAsync(KestrelService service, string request, string address)
    {
        using var client = await RawClient.ConnectAsync(service.Address);
        await client.SendAsync(Head(service, request, address));
        var answer = await client.ReadAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        return int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3), provider: null);
    }

    private static string Head(KestrelService service, string request, string address)
    {
        var target = request.Split(' ')[1];
        var host = target[0] == '/' ? "localhost" : new Uri(target).Authority;
        return $"{request}\nHost: {host}\nX-IpAccess-Key: {service.Key}\nX-IpAccess-Client: {address}\n\n";
    }

    private static async Task<KestrelService> StartAsync()
    {
        var service = await KestrelService.StartAsync();
        using var owner = new HttpClient { BaseAddress = service.Address };
        owner.DefaultRequestHeaders.Authorization = new("Bearer", service.Key);
        using var settings = await owner.PatchAsJsonAsync("/v1/allowlist", new { lockout_guard = false });
        using var rules = await owner.PostAsJsonAsync("/v1/allowlist/rules", new { rules = new[] { new { value = "203.0.113.0/24" } } });
        rules.EnsureSuccessStatusCode();
        return service;
    }
}
