using System.Net;
using System.Text.Json;
using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Http;

/// <summary>Every problem that a route can have, on every route.</summary>
public sealed class RouteProblemTests
{
    private static readonly Dictionary<string, (int Status, string Title)> Known = new()
    {
        ["invalid-request"] = (400, "Invalid request"),
        ["invalid-address"] = (400, "Invalid address"),
        ["unauthorized"] = (401, "Unauthorized"),
        ["forbidden"] = (403, "Forbidden"),
        ["not-found"] = (404, "Not found"),
        ["method-not-allowed"] = (405, "Method not allowed"),
        ["would-lock-you-out"] = (409, "Would lock you out"),
        ["conflict"] = (409, "Conflict"),
        ["precondition-failed"] = (412, "Precondition failed"),
        ["body-too-large"] = (413, "Body too large"),
        ["unsupported-media-type"] = (415, "Unsupported media type"),
        ["precondition-required"] = (428, "Precondition required"),
        ["storage-unavailable"] = (503, "Storage unavailable"),
    };

    public static TheoryData<string, string> Problems
    {
        get
        {
            var problems = new TheoryData<string, string>();
            foreach (var row in RouteRow.All)
            {
                foreach (var problem in RouteScene.Problems(row))
                {
                    problems.Add(row.Operation, problem);
                }
            }

            return problems;
        }
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public async Task A_problem_is_told_in_full_and_nothing_is_written(string operation, string problem)
    {
        await using var scene = await RouteScene.StartAsync(operation);
        var version = await scene.VersionAsync();

        var reply = await scene.ProvokeAsync(problem);

        AssertProblem(reply, problem.Split(' ')[0], RouteRow.All.Single(row => row.Operation == operation).Path);
        scene.Service.Tables.IsContended = false;
        scene.Service.Peer = new IPAddress([203, 0, 113, 9]);
        Assert.Equal(version, await scene.VersionAsync());
    }

    [Fact]
    public async Task Every_route_has_a_row_and_every_row_a_route()
    {
        await using var service = await TestService.StartAsync();

        var routes = service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint =>
            $"{endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName} {endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Except(["HEAD"]).Single() ?? Operation.AnyMethod} {Depth(endpoint.RoutePattern.RawText!)}");

        Assert.Equal(
            RouteRow.All.Select(row => $"{row.Operation} {row.Method} {Depth(row.Path)}").Order(StringComparer.Ordinal),
            routes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_documented_problem_occurs_somewhere() => Assert.Equal(
        Known.Keys.Order(StringComparer.Ordinal),
        RouteRow.All.SelectMany(RouteScene.Problems).Select(problem => problem.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/nothing")]
    [InlineData("/v2/allowlist")]
    [InlineData("/v1/allowlist/rules/1/2")]
    [InlineData("/v1/keys//rotate")]
    [InlineData("/v3")]
    [InlineData("/v3/nothing")]
    [InlineData("/v3/access_settings/whitelist/1/2")]
    [InlineData("/V3/Access_Settings/nothing", "/v3/nothing")]
    [InlineData("/v1/ip_allowlists/1")]
    [InlineData("/V1/IP_Allowlists/1/2", "/v1/ip_allowlists/1")]
    [InlineData("/v1/ip_allowlistsx", "/v1/nothing")]
    public async Task An_unknown_path_is_not_found(string path, string? like = null)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();

        AssertProblem(await client.CallAsync("GET", path), "not-found", like ?? path);
    }

    [Theory]
    [InlineData("PATCH", "/v3/access_settings/whitelist")]
    [InlineData("POST", "/V3/access_settings/activity")]
    [InlineData("DELETE", "/v1/ip_allowlists")]
    [InlineData("POST", "/v1/IP_Allowlists/")]
    public async Task A_method_that_a_vendors_path_does_not_take_is_told_in_the_vendors_shape(string method, string path)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();

        AssertProblem(await client.CallAsync(method, path), "method-not-allowed", path.ToLowerInvariant());
    }

    [Theory]
    [InlineData("/v1/allowlist", "GET, HEAD, PATCH")]
    [InlineData("/v1/allowlist/rules", "GET, HEAD, POST, PUT")]
    [InlineData("/v1/allowlist/rules/1", "DELETE, GET, HEAD, PATCH")]
    [InlineData("/v1/keys/000000000000/rotate", "POST")]
    public async Task A_method_that_a_path_does_not_take_is_answered_with_those_it_takes(string path, string allow)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();

        Assert.Equal(allow, string.Join(", ", (await client.CallAsync("OPTIONS", path)).Is(405).Header("Allow")!.Split(", ").Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("A-z_0.9")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    [InlineData("", false)]
    public async Task A_request_keeps_its_own_id_where_that_is_well_formed(string id, bool isKept = true)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();

        foreach (var path in (string[])["/health/live", "/v1/allowlist", "/nothing"])
        {
            var reply = await client.CallAsync("GET", path, headers: ("X-Request-Id", id));

            Assert.Equal(isKept, reply.Header("X-Request-Id") == id);
            Assert.Matches("^[A-Za-z0-9._-]{1,64}$", reply.Header("X-Request-Id"));
        }
    }

    [Fact]
    public async Task A_path_that_is_not_ready_names_the_failing_part_only()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        service.Tables.IsAway = true;

        var ready = await client.CallAsync("GET", "/health/ready");

        Assert.Equal("""{"status":"not_ready","failing":"tables"}""", ready.Is(503).Text);
        (await client.CallAsync("GET", "/health/live")).Is(200);
    }

    private static int Depth(string path) => path.Trim('/').Split('/').Length;

    private static void AssertProblem(Reply reply, string slug, string path)
    {
        var (status, title) = Known[slug];
        Assert.Equal(["no-store", "private"], reply.Header("Cache-Control")!.Split(", ").Order(StringComparer.Ordinal));
        Assert.Equal(status == 401, reply.Header("WWW-Authenticate") is not null);
        Assert.Equal(status == 405, reply.Header("Allow") is not null);
        Assert.Equal(status == 503, reply.Header("Retry-After") is not null);
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", reply.Header("X-Request-Id"));
        if (Told.IsVendors(path))
        {
            Assert.NotEmpty(Told.Text(path, slug, reply.Is(Told.Status(path, slug, status)).Json));
            Assert.StartsWith("application/json", reply.Header("Content-Type"), StringComparison.Ordinal);
            return;
        }

        AssertDetails(reply, slug, status, title);
    }

    private static void AssertDetails(Reply reply, string slug, int status, string title)
    {
        var body = reply.IsProblem(status, slug).Json;
        Assert.Equal(["type", "title", "status", "detail", "request_id"], body.EnumerateObject().Take(5).Select(member => member.Name));
        Assert.Equal(title, body.GetProperty("title").GetString());
        Assert.Equal(status, body.GetProperty("status").GetInt32());
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        Assert.Equal(reply.Header("X-Request-Id"), body.GetProperty("request_id").GetString());
        Assert.Equal(slug == "would-lock-you-out", body.TryGetProperty("your_address", out _));
        Assert.Equal(status == 400, body.TryGetProperty("errors", out var errors));
        AssertFaults(errors);
    }

    private static void AssertFaults(JsonElement errors)
    {
        foreach (var fault in errors.ValueKind == JsonValueKind.Array ? errors.EnumerateArray() : default)
        {
            Assert.Equal(["at", "value", "code", "message"], fault.EnumerateObject().Select(member => member.Name));
            Assert.NotEmpty(fault.GetProperty("message").GetString()!);
            Assert.Matches("^[a-z0-9_]+$", fault.GetProperty("code").GetString());
        }
    }
}
