using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using IpAccess.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Testing.Hosting;

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
            if (instrument.Meter.Scope == factory && instrument.Meter.Name == TelemetryNames.Source)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counted.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
    }

    public long Recorded => counted.GetValueOrDefault(MetricNames.AttemptsRecorded);

    public long Dropped => counted.GetValueOrDefault(MetricNames.AttemptsDropped);

    public long EnforcersDropped => counted.GetValueOrDefault(MetricNames.EnforcersDropped);

    public void Dispose() => listener.Dispose();
}
