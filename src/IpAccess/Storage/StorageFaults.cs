using System.Net.Sockets;
using Azure;
using Azure.Identity;

namespace IpAccess.Storage;

/// <summary>Which exceptions mean that storage did not do its part.</summary>
internal static class StorageFaults
{
    // A request that storage can not make sense of is a fault of ours, and no later try will help.
    private const int BadRequest = 400;

    /// <summary>What was thrown, in a line.</summary>
    public static string Describe(Exception fault) => fault is RequestFailedException failed
        ? FormattableString.Invariant($"Storage answered {failed.Status} {failed.ErrorCode}").TrimEnd() + "."
        : fault.Message.Split('\n')[0].Trim();

    /// <summary>
    /// Whether storage is away, refuses us or did not answer in time, so that the operation may succeed later. The SDK's own
    /// time-outs come as a <see cref="TaskCanceledException"/>, and several tries as an <see cref="AggregateException"/>. No token
    /// for the identity, which comes from elsewhere, is the same to whoever asks.
    /// </summary>
    /// <param name="fault">What was thrown.</param>
    /// <param name="cancellationToken">The caller's token: what it cancelled is no fault of storage.</param>
    public static bool IsUnavailable(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        RequestFailedException { Status: BadRequest } => false,
        RequestFailedException or AuthenticationFailedException or HttpRequestException or SocketException or IOException or TimeoutException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AggregateException many => many.InnerExceptions.All(inner => IsUnavailable(inner, cancellationToken)),
        _ => false,
    };
}
