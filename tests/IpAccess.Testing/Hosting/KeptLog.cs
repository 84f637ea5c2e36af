using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IpAccess.Testing.Hosting;

/// <summary>Keeps what the service logs, each line with its level and, where there is one, the whole exception.</summary>
public sealed class KeptLog : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("IpAccess", StringComparison.Ordinal) ? new LineLogger<KeptLog>(Lines, withTraces: true) : NullLogger.Instance;

    public void Dispose()
    {
    }
}
