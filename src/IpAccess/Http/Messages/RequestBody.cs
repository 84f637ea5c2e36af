using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http.Messages;

/// <summary>
/// The body of a request while it arrives. Storage fails with the same exceptions as a client that goes away: what fails in here is
/// the body, and becomes a <see cref="IncompleteBodyException"/>, wherever the bytes are read to.
/// </summary>
internal sealed class RequestBody(HttpRequest request) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await request.Body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (ProblemOf(exception, cancellationToken) is { } problem)
        {
            if (exception is ConnectionResetException or OperationCanceledException)
            {
                // The connection is gone. Kestrel would yet look for the rest of the body, and log that as an error of the application.
                request.HttpContext.Abort();
            }

            throw new IncompleteBodyException(problem, exception);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // A lost connection is told in several ways, and at times before the request counts as aborted.
    private static Problem? ProblemOf(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => Problems.RequestTimeout,
        BadHttpRequestException or IOException => Problems.BrokenBody,
        OperationCanceledException when !cancellationToken.IsCancellationRequested => Problems.BrokenBody,
        _ => null,
    };
}
