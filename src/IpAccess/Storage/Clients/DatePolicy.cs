using Azure.Core;
using Azure.Core.Pipeline;

namespace IpAccess.Storage.Clients;

/// <summary>
/// Tells the clock the date of each answer to a request that storage knew for ours. An answer to a read that contradicts the
/// clock is asked for once more before anybody sees it: nothing is decided by a time that is about to be set right.
/// </summary>
internal sealed class DatePolicy(StorageClock clock) : HttpPipelinePolicy
{
    private const int FirstError = 300;

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var began = clock.GetTimestamp();
        await ProcessNextAsync(message, pipeline);
        if (IsDoubted(message, began))
        {
            message.Response.Dispose();
            began = clock.GetTimestamp();
            await ProcessNextAsync(message, pipeline);
            _ = IsDoubted(message, began);
        }
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var began = clock.GetTimestamp();
        ProcessNext(message, pipeline);
        if (IsDoubted(message, began))
        {
            message.Response.Dispose();
            began = clock.GetTimestamp();
            ProcessNext(message, pipeline);
            _ = IsDoubted(message, began);
        }
    }

    private bool IsDoubted(HttpMessage message, long began) =>
        message.Response is { Status: < FirstError } response
        && GenuineAnswers.IsGenuine(response)
        && response.Headers.Date is { } date
        && clock.Contradicts(date, clock.GetElapsedTime(began))
        && message.Request.Method == RequestMethod.Get;
}
