using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http;

/// <summary>What a host says that routes by itself where no operation was reached: the service's own problems.</summary>
internal static class RoutingProblems
{
    /// <summary>Answers an unknown path and an unknown method; leaves anything else as it is.</summary>
    public static async Task AnswerAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        Problem? problem = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.NotFound,
            StatusCodes.Status405MethodNotAllowed => Problems.MethodNotAllowed,
            _ => null,
        };
        if (problem is not null)
        {
            http.Response.Headers.CacheControl = "private, no-store";
            await Answer.From(http.Request, problem).ExecuteAsync(http);
        }
    }
}
