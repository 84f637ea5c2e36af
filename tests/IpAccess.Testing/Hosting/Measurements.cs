using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using IpAccess.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Testing.Hosting;

/// <summary>What the instruments of one service have measured since this was made.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly ConcurrentQueue<(string Name, string Text)> all = [];
    private readonly MeterListener listener = new();

    public Measurements(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Meter.Name == TelemetryNames.Source)
            {
                Instruments.Add(instrument);
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
    }

    /// <summary>The instruments that there are.</summary>
    public ConcurrentBag<Instrument> Instruments { get; } = [];

    /// <summary>The measurements of an instrument in their order: the value, and the attributes by name.</summary>
    public IEnumerable<string> Of(string name) => all.Where(one => one.Name == name).Select(one => one.Text);

    /// <summary>As <see cref="Of"/>, of an instrument that measures only when asked.</summary>
    public IEnumerable<string> Observe(string name)
    {
        all.Clear();
        listener.RecordObservableInstruments();
        return Of(name);
    }

    public void Dispose() => listener.Dispose();

    private void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var attributes = tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $" {tag.Key}={tag.Value}");
        all.Enqueue((instrument.Name, FormattableString.Invariant($"{value}{string.Concat(attributes)}")));
    }
}
