using Microsoft.AspNetCore.Http;

namespace IpAccess.Http.Messages;

/// <summary>
/// An answer that shows nothing of what it holds: the Functions worker executes a result, and then sends whatever is public in it
/// to its host once more, where nobody reads it. Hence no result of the framework's own is ever given back.
/// </summary>
/// <param name="status">The HTTP status code.</param>
/// <param name="write">Writes the body.</param>
internal sealed class WrittenAnswer(int status, Func<HttpResponse, Task> write) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        return write(httpContext.Response);
    }
}
