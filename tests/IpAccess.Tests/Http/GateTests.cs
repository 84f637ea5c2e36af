using System.Collections.Concurrent;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Http;

/// <summary>Whose fault it is that an operation does not come to its end.</summary>
public sealed class GateTests
{
    private static readonly CancellationToken Ended = new(canceled: true);

    public static TheoryData<Exception> OfTheBody =>
    [
        new BadHttpRequestException("Bad chunk size data."),
        new BadHttpRequestException("Unexpected end of request content.", StatusCodes.Status400BadRequest),
        new IOException("Connection reset by peer."),
        new OperationCanceledException("The client has disconnected."),
    ];

    public static TheoryData<Exception> OfGoingAway =>
    [
        new OperationCanceledException(),
        new TaskCanceledException(),
    ];

    [Theory]
    [MemberData(nameof(OfTheBody))]
    public async Task A_body_that_breaks_off_is_a_400_and_no_error(Exception fault)
    {
        var (context, lines) = await AskAsync(request => ReadAsync(request, fault), default, default);

        Assert.Equal(400, context.Response.StatusCode);
        Assert.Empty(lines);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_a_408_and_no_error()
    {
        var fault = new BadHttpRequestException("Reading the request body timed out due to data arriving too slowly.", StatusCodes.Status408RequestTimeout);

        var (context, lines) = await AskAsync(request => ReadAsync(request, fault), default, default);

        Assert.Equal(408, context.Response.StatusCode);
        Assert.Empty(lines);
    }

    [Theory]
    [MemberData(nameof(OfGoingAway))]
    public async Task A_caller_who_goes_away_is_no_error_whether_the_server_or_the_host_says_so(Exception fault)
    {
        foreach (var (aborted, ended) in new[] { (Ended, default), (default(CancellationToken), Ended) })
        {
            var (context, lines) = await AskAsync(_ => throw fault, aborted, ended);

            Assert.Equal(499, context.Response.StatusCode);
            Assert.Empty(lines);
        }
    }

    [Theory]
    [MemberData(nameof(OfGoingAway))]
    public async Task The_same_of_storage_is_a_503_and_an_error(Exception fault)
    {
        var (context, lines) = await AskAsync(_ => throw fault, default, default);

        Assert.Equal(503, context.Response.StatusCode);
        Assert.Single(lines);
    }

    private static async Task<IResult> ReadAsync(HttpRequest request, Exception fault)
    {
        request.ContentType = "text/plain";
        await using var broken = new BrokenBody(fault);
        request.Body = broken;
        var (_, problem) = await BodyReader.ReadAsync(request, BodyReader.JsonOrTextOrCsv, BodyReader.BulkLimit, CancellationToken.None);
        return Answer.From(request, problem!);
    }

    private static async Task<(HttpContext Context, ConcurrentQueue<string> Lines)> AskAsync(
        Func<HttpRequest, Task<IResult>> operation, CancellationToken aborted, CancellationToken ended)
    {
        await using var service = await TestService.StartAsync();
        var lines = new ConcurrentQueue<string>();
        var gate = new Gate(
            service.Services.GetRequiredService<Authenticator>(),
            service.Services.GetRequiredService<IManagementAccess>(),
            service.Services.GetRequiredService<BlockedResponse>(),
            new StorageOutage(service.Clock, new LineLogger<StorageOutage>(lines)),
            service.Clock,
            new LineLogger<Gate>(lines));
        var context = new DefaultHttpContext { RequestServices = service.Services, RequestAborted = aborted };
        var answer = await gate.OpenAsync(context.Request, () => operation(context.Request), ended);
        await answer.ExecuteAsync(context);
        return (context, lines);
    }

    private sealed class BrokenBody(Exception fault) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw fault;
    }
}
