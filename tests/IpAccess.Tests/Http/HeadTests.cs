using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Http;

/// <summary>HEAD, which asks for all of an answer but its body (RFC 9110, section 9.3.2). That the server leaves away.</summary>
public sealed class HeadTests
{
    // What differs between any two answers, and what is said of a body that is not there.
    private static readonly string[] Incomparable = ["X-Request-Id", "Content-Length"];

    public static TheoryData<string> Got => Operation.Names(operation => operation.Method == "GET");

    [Theory]
    [MemberData(nameof(Got))]
    public async Task HEAD_is_answered_as_GET_is(string operation)
    {
        await using var scene = await RouteScene.StartAsync(operation);

        var got = await scene.CallAsync("GET");
        var head = await scene.CallAsync("HEAD");

        Assert.Equal(200, got.Status);
        Assert.Equal(Told(got), Told(head));
    }

    [Theory]
    [MemberData(nameof(Got))]
    public async Task HEAD_is_refused_as_GET_is(string operation)
    {
        await using var scene = await RouteScene.StartAsync(operation);
        var problem = RouteScene.Problems(RouteRow.All.Single(row => row.Operation == operation)).Skip(1).FirstOrDefault();
        if (problem is null)
        {
            return;
        }

        Assert.Equal(Told(await scene.ProvokeAsync(problem)), Told(await scene.ProvokeAsync(problem, "HEAD")));
    }

    [Fact]
    public async Task Whatever_can_be_got_is_mapped_for_HEAD_and_nothing_else_is()
    {
        await using var service = await TestService.StartAsync();
        var methods = service.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods)
            .OfType<IReadOnlyList<string>>();

        Assert.All(methods, taken => Assert.Equal(taken.Contains("GET"), taken.Contains("HEAD")));
    }

    private static string Told(Reply reply) => string.Join('\n', reply.Headers
        .Where(header => !Incomparable.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        .Select(header => $"{header.Key}: {header.Value}")
        .Order(StringComparer.Ordinal)
        .Prepend($"{reply.Status}"));
}
