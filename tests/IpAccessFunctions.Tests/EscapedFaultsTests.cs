using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace IpAccessFunctions.Tests;

public sealed class EscapedFaultsTests
{
    private readonly EscapedFaults middleware = new(NullLogger<EscapedFaults>.Instance);

    [Fact]
    public async Task An_exception_of_an_HTTP_function_becomes_a_problem_with_the_request_id()
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.Headers["X-Request-Id"] = "mine";
        http.Response.Body = new MemoryStream();

        await middleware.Invoke(new FakeContext(http), _ => throw new InvalidOperationException("It broke."));

        http.Response.Body.Position = 0;
        var problem = (await JsonDocument.ParseAsync(http.Response.Body)).RootElement;
        Assert.Equal(500, http.Response.StatusCode);
        Assert.Equal("urn:ipaccess:problem:unexpected", problem.GetProperty("type").GetString());
        Assert.Equal("mine", problem.GetProperty("request_id").GetString());
        Assert.DoesNotContain("It broke", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_of_another_function_goes_on_to_the_host_so_that_it_tries_again() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            middleware.Invoke(new FakeContext(http: null), _ => throw new InvalidOperationException("It broke.")));

    [Fact]
    public async Task A_function_that_ends_well_is_left_alone()
    {
        var http = new DefaultHttpContext();

        await middleware.Invoke(new FakeContext(http), _ => Task.CompletedTask);

        Assert.Equal(200, http.Response.StatusCode);
        Assert.Empty(http.Response.Headers);
    }
}
