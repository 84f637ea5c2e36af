using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace IpAccess.Testing.Hosting;

/// <summary>Keeps the lines of a log.</summary>
/// <param name="lines">Them.</param>
/// <param name="withTraces">Whether an exception comes along, whole.</param>
internal sealed class LineLogger<T>(ConcurrentQueue<string> lines, bool withTraces = false) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{logLevel} {formatter(state, exception)}{(exception is null || !withTraces ? null : "\n" + exception)}");
}
