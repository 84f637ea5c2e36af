using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Hosting;

/// <summary>What the counters of one service have counted since this was made.</summary>
internal sealed class Counters : IDisposable
{
    private readonly ConcurrentDictionary<string, long> counted = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    public Counters(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Meter.Name == "IpAccess")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counted.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
    }

    public long Recorded => counted.GetValueOrDefault("ipaccess.attempts.recorded");

    public long Dropped => counted.GetValueOrDefault("ipaccess.attempts.dropped");

    public void Dispose() => listener.Dispose();
}
