using IpAccess.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IpAccess.Http;

/// <summary>
/// An answer that is still being read while it is written. A fault before its first byte is answered as any other is; a later one
/// cuts the answer off, so that no part of it passes for the whole.
/// </summary>
/// <param name="gate">What becomes of faults.</param>
/// <param name="write">Writes the answer: its headers once nothing is likely to fail any more, then starts it.</param>
internal sealed class StreamedAnswer(Gate gate, Func<HttpResponse, CancellationToken, Task> write) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var answer = await gate.OpenAsync(httpContext.Request, () => WriteAsync(httpContext), httpContext.RequestAborted);
        await answer.ExecuteAsync(httpContext);
    }

    private async Task<IResult> WriteAsync(HttpContext context)
    {
        // It takes as long as its reader does: each of its readings has the time of one, but there is no bound for all.
        StorageBudget.Leave();
        try
        {
            await write(context.Response, context.RequestAborted);
        }
        catch (Exception exception) when (Gate.IsAbandoned(exception, context.RequestAborted))
        {
            // Nobody is there to read on.
        }
        catch (Exception exception) when (context.Response.HasStarted)
        {
            gate.CutOff(context, exception);
        }

        return EmptyHttpResult.Instance;
    }
}
