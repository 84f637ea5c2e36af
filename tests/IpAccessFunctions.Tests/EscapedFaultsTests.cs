using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IpAccessFunctions.Tests;

public sealed class EscapedFaultsTests
{
    private readonly EscapedExceptions middleware = new(NullLogger<EscapedExceptions>.Instance);

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

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_caller_who_went_away_is_neither_answered_nor_an_error(bool isAborted, bool isCancelled)
    {
        var lines = new List<LogLevel>();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestAborted = new(isAborted) };
        http.Response.Body = body;

        await new EscapedExceptions(new LevelLogger(lines)).Invoke(new FakeContext(http, isCancelled), _ => throw new OperationCanceledException());

        Assert.Equal(0, body.Length);
        Assert.Empty(http.Response.Headers);
        Assert.All(lines, level => Assert.Equal(LogLevel.Debug, level));
    }

    [Fact]
    public async Task Another_function_that_is_cancelled_goes_on_to_the_host() =>
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            middleware.Invoke(new FakeContext(http: null, isCancelled: true), _ => throw new OperationCanceledException()));

    [Fact]
    public async Task A_function_that_ends_well_is_left_alone()
    {
        var http = new DefaultHttpContext();

        await middleware.Invoke(new FakeContext(http), _ => Task.CompletedTask);

        Assert.Equal(200, http.Response.StatusCode);
        Assert.Empty(http.Response.Headers);
    }

    private sealed class LevelLogger(List<LogLevel> lines) : ILogger<EscapedExceptions>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Add(logLevel);
    }
}
