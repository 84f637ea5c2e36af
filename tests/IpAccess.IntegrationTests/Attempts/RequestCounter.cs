using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>Counts the requests to storage, by method.</summary>
internal sealed class RequestCounter : HttpPipelineSynchronousPolicy
{
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>How many there were.</summary>
    public int Total => counts.Values.Sum();

    public override void OnSendingRequest(HttpMessage message) =>
        counts.AddOrUpdate(message.Request.Method.Method, 1, (_, count) => count + 1);

    public void Reset() => counts.Clear();
}
