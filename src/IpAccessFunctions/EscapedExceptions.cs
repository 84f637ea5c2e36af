using IpAccess.Http.Messages;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace IpAccessFunctions;

/// <summary>
/// The last resort for an exception that leaves an HTTP function: to the Functions host it would be a 500 without a body. Other
/// functions throw on, so that the host tries again.
/// </summary>
internal sealed partial class EscapedExceptions(ILogger<EscapedExceptions> logger) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (context.GetHttpContext() is { RequestAborted.IsCancellationRequested: true } http)
        {
            Log.Abandoned(logger, exception, http.Request.Path);
        }
        catch (OperationCanceledException exception) when ((context.GetHttpContext(), context.CancellationToken) is ({ } http, { IsCancellationRequested: true }))
        {
            Log.Abandoned(logger, exception, http.Request.Path);
        }
        catch (Exception exception) when (context.GetHttpContext() is { Response.HasStarted: false } http)
        {
            Log.Escaped(logger, exception, http.Request.Path, RequestId.Of(http.Request));
            await Answer.From(http.Request, Problems.Unexpected).ExecuteAsync(http);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "An exception left the function at {Path} (request {RequestId})")]
        public static partial void Escaped(ILogger logger, Exception exception, string path, string requestId);

        [LoggerMessage(50, LogLevel.Debug, "The caller of {Path} went away before it was answered")]
        public static partial void Abandoned(ILogger logger, Exception exception, string path);
    }
}
