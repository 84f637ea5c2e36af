using Azure;

namespace IpAccess.Storage;

/// <summary>
/// Which exceptions mean that storage did not do its part. The SDKs throw many kinds, above all where they try to read an answer
/// that is none; at the seam all of them become one, so that nobody above needs to know them.
/// </summary>
internal static class StorageExceptions
{
    /// <summary>What was thrown, in a line; of several tries, the last.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        RequestFailedException { Status: > 0 } failed => FormattableString.Invariant($"Storage answered {failed.Status} {failed.ErrorCode}").TrimEnd() + ".",
        AggregateException { InnerExceptions: [.., var last] } => Describe(last),
        _ => exception.Message.Split('\n')[0].Trim(),
    };

    /// <summary>
    /// Whether storage is away, refuses us, did not answer in time, or gave an answer that is none. What it refuses as bad may be a
    /// fault of ours, but to the caller that is the same: nothing is known.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="cancellationToken">The caller's token: what it cancelled is no fault of storage.</param>
    public static bool IsUnavailable(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        RequestFailedException or TimeoutException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    /// <summary>Makes a call of the SDK, and of whatever else it throws a <see cref="RequestFailedException"/>.</summary>
    /// <param name="call">The call, with all the reading of its answer.</param>
    /// <param name="cancellationToken">The caller's token: what it cancelled is thrown as it is.</param>
    public static async Task<T> AskAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is not (RequestFailedException or OutOfMemoryException))
        {
            // What is thrown by several tries, of which the caller ended the last, is an AggregateException.
            cancellationToken.ThrowIfCancellationRequested();
            throw Odd(Describe(exception), exception);
        }
    }

    /// <summary>
    /// As the other one, for a call that ends after a time, whatever it waits for: the SDK waits as long as a <c>Retry-After</c> says,
    /// and for an answer that comes byte by byte without end.
    /// </summary>
    public static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan most, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(most);
        return await AskAsync(() => call(end.Token), cancellationToken);
    }

    /// <summary>The fault of an answer that says something else than what was asked for.</summary>
    public static RequestFailedException Odd(string what, Exception? exception = null) => new(what, exception);
}
