using System.Diagnostics.Metrics;
using System.Globalization;
using IpAccess.AspNetCore.Telemetry;
using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.AspNetCore.Tests;

/// <summary>The tables of <c>docs/middleware.md</c> say what the code does.</summary>
public sealed class MiddlewareTableTests
{
    private static readonly string[] Unsaid = ["–", "none", "the machine's"];

    [Fact]
    public async Task The_table_of_options_has_each_of_them_with_its_default()
    {
        var options = new IpAccessOptions();
        var known = typeof(IpAccessOptions).GetProperties().Select(property => (property.Name, Default: Convert.ToString(property.GetValue(options), CultureInfo.InvariantCulture)));

        var told = await TableAsync("option");

        Assert.Equal(known.Select(option => $"`{option.Name}`"), told.Select(row => row[0]));
        foreach (var (option, row) in known.Zip(told).Where(pair => !Unsaid.Contains(pair.Second[1])))
        {
            Assert.Equal((option.Name, $"`{option.Default}`"), (option.Name, row[1]));
        }
    }

    [Fact]
    public async Task The_table_of_troubles_has_each_of_them() => Assert.Equal(
        Enum.GetValues<Trouble>().Select(trouble => $"`{EnforcementMeter.NameOf(trouble)}`"),
        (await TableAsync("trouble")).Select(row => row[0]));

    [Fact]
    public async Task The_table_of_metrics_names_every_instrument_with_its_kind_and_unit()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        var known = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == factory && instrument.Meter.Name == EnforcementMeter.Name)
                {
                    known.Add($"`{instrument.Name}` {(instrument is Counter<long> ? "counter" : "gauge")} `{instrument.Unit}`");
                }
            },
        };
        listener.Start();

        Assert.Equal(known.Order(), (await TableAsync("metric")).Select(row => $"{row[0]} {row[1]} {row[2]}").Order());
    }

    private static async Task<List<string[]>> TableAsync(string header)
    {
        var lines = await File.ReadAllLinesAsync(Repository.PathOf("docs/middleware.md"));
        return [.. lines
            .SkipWhile(line => !line.StartsWith($"| {header} |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|', ' ').Split(" | "))];
    }
}
