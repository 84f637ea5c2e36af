using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace IpAccess.SelfHost;

/// <summary>
/// The self-host's log: single lines on the console, of JSON where the setting <c>Logging:Console:FormatterName</c> is
/// <c>json</c>. Its levels are defaults, below all other settings: any <c>Logging:LogLevel:…</c> changes them.
/// </summary>
internal sealed class QuietConsole
{
    private static readonly Dictionary<string, string?> Levels = new()
    {
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:IpAccess"] = "Information",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",

        // Where no formatter is named, the console takes the simple one and forgets its options.
        ["Logging:Console:FormatterName"] = "simple",
    };

    private bool started;

    /// <summary>Replaces the builder's logging providers.</summary>
    public void AddTo(WebApplicationBuilder builder)
    {
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Levels });
        _ = builder.Services
            .Configure<SimpleConsoleFormatterOptions>(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            })
            .Configure<JsonConsoleFormatterOptions>(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });

        // The server would write a line for each connection beyond its limit; its own meter counts them.
        _ = builder.Logging.ClearProviders()
            .AddConsole()
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", IsShown)
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", IsShown)
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", level => level > LogLevel.Warning && IsShown(level));
    }

    /// <summary>From the application's start on, errors of the host and of Kestrel are shown.</summary>
    public void Follow(IHostApplicationLifetime lifetime) =>
        lifetime.ApplicationStarted.Register(() => Volatile.Write(ref started, true));

    // Both log a fault of the start with its stack trace, and then throw it to Program, which tells it once and plainly.
    private bool IsShown(LogLevel level) =>
        level == LogLevel.Warning || (level > LogLevel.Warning && Volatile.Read(ref started));
}
