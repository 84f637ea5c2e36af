using System.Net;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Http;

public sealed class ResponseHeadersTests
{
    private const string RequestId = "X-Request-Id";

    [Theory]
    [MemberData(nameof(Operation.Every), MemberType = typeof(Operation))]
    public async Task Every_response_has_a_request_id_and_may_not_be_stored(string name)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var stranger = service.Client();
        using var client = service.Client(TestService.OperatorKey);

        foreach (var isAway in new[] { false, true })
        {
            service.Tables.IsAway = isAway;
            foreach (var caller in new[] { owner, stranger, client })
            {
                using var request = Operation.Of(name).ToRequest();
                using var response = await caller.SendAsync(request);
                AssertHeaders(response);
            }
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("A.b_c-9")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_well_formed_request_id_is_kept_in_the_answer_and_its_body(string id)
    {
        var (header, body) = await AskAsync(id);

        Assert.Equal(id, header);
        Assert.Equal(id, body);
    }

    [Theory]
    [InlineData()]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("é")]
    [InlineData("one", "two")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Any_other_request_id_is_replaced(params string[] ids)
    {
        var (header, body) = await AskAsync(ids);

        Assert.Matches("^[0-9a-f]{20}$", header);
        Assert.Equal(header, body);
    }

    [Fact]
    public async Task The_audit_names_the_request()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        owner.DefaultRequestHeaders.Add(RequestId, "mine.1");
        await owner.PatchAsync("/v1/allowlist", new { mode = "off" });

        var entry = (await owner.ReadAsync("/v1/audit")).GetProperty("entries")[0];

        Assert.Equal("mine.1", entry.GetProperty("request_id").GetString());
    }

    [Theory]
    [InlineData("GET", "/", HttpStatusCode.NotFound, null)]
    [InlineData("GET", "/v1", HttpStatusCode.NotFound, null)]
    [InlineData("POST", "/v1/nothing", HttpStatusCode.NotFound, null)]
    [InlineData("GET", "/v1/keys/a/b", HttpStatusCode.NotFound, null)]
    [InlineData("PUT", "/v1/check", HttpStatusCode.MethodNotAllowed, "GET, HEAD, POST")]
    [InlineData("HEAD", "/v1/allowlist/preview", HttpStatusCode.MethodNotAllowed, "POST")]
    [InlineData("PROPFIND", "/v1/allowlist/rules", HttpStatusCode.MethodNotAllowed, "GET, HEAD, POST, PUT")]
    [InlineData("GET", "/v1/keys/000000000000/rotate", HttpStatusCode.MethodNotAllowed, "POST")]
    [InlineData("POST", "/v1/audit", HttpStatusCode.MethodNotAllowed, "GET, HEAD")]
    public async Task An_unknown_path_or_method_is_a_problem(string method, string path, HttpStatusCode status, string? allow)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request);

        AssertHeaders(response);
        Assert.Equal(allow, response.Content.Headers.Allow.Count == 0 ? null : string.Join(", ", response.Content.Headers.Allow.Order()));
        if (method == "HEAD")
        {
            Assert.Equal(status, response.StatusCode);
            return;
        }

        var problem = await TestService.ReadAsync(response, status);
        Assert.Equal(status == HttpStatusCode.NotFound ? "not-found" : "method-not-allowed", Calls.Slug(problem));
        Assert.Equal("type title status detail request_id", Calls.MembersOf(problem));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Assert.Single(response.Headers.GetValues(RequestId)), problem.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task A_fault_of_ours_is_a_problem_that_tells_nothing_but_the_request_id()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(tables, TestService.NewClock());
        using var owner = await service.AccountAsync();
        tables.BeforeRead = (_, _) => throw new InvalidOperationException("A secret of the house.");
        using var response = await owner.GetAsync("/v1/keys");

        AssertHeaders(response);
        var problem = await TestService.ReadAsync(response, HttpStatusCode.InternalServerError);
        Assert.Equal("unexpected", Calls.Slug(problem));
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<(string Header, string? Body)> AskAsync(params string[] ids)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/keys");
        foreach (var id in ids)
        {
            request.Headers.TryAddWithoutValidation(RequestId, id);
        }

        using var response = await client.SendAsync(request);
        var problem = await TestService.ReadAsync(response, HttpStatusCode.Unauthorized);
        return (Assert.Single(response.Headers.GetValues(RequestId)), problem.GetProperty("request_id").GetString());
    }

    // A snapshot alone is worth keeping: what an app has is good as long as the service says that it is the newest.
    private static string LifeOf(HttpResponseMessage response) =>
        response is { IsSuccessStatusCode: true, RequestMessage.RequestUri.AbsolutePath: "/v1/snapshot" } ? "no-cache" : "no-store";

    private static void AssertHeaders(HttpResponseMessage response)
    {
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", Assert.Single(response.Headers.GetValues(RequestId)));
        Assert.Equal([LifeOf(response), "private"], response.Headers.GetValues("Cache-Control").SelectMany(value => value.Split(", ")).Order());
    }
}
