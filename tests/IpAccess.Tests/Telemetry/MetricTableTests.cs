using System.Reflection;
using System.Text.RegularExpressions;
using IpAccess.Attempts;
using IpAccess.Checks;
using IpAccess.Telemetry;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Telemetry;

/// <summary><c>docs/telemetry.md</c> tells the metrics that there are, with their units.</summary>
public sealed partial class MetricTableTests
{
    [Fact]
    public async Task The_table_of_metrics_names_every_instrument_with_its_unit()
    {
        await using var service = await TestService.StartAsync();
        using var measured = new Measurements(service.Services);
        service.Services.GetRequiredService<IAttemptLog>();
        service.Services.GetRequiredService<CheckEndpoints>();
        service.Services.GetRequiredService<AttemptIngest>();

        var told = Row().Matches(await File.ReadAllTextAsync(Repository.PathOf("docs/telemetry.md")))
            .Select(row => $"{row.Groups["name"]} {row.Groups["unit"]}");

        Assert.Equal(told.Order(), measured.Instruments.Select(instrument => $"{instrument.Name} {instrument.Unit}").Order());
    }

    [Fact]
    public async Task Every_instrument_has_its_name_among_the_constants_and_says_what_it_means()
    {
        await using var service = await TestService.StartAsync();
        using var measured = new Measurements(service.Services);
        service.Services.GetRequiredService<CheckEndpoints>();
        service.Services.GetRequiredService<AttemptIngest>();

        var names = typeof(MetricNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(names.Order(), measured.Instruments.Select(instrument => instrument.Name).Order());
        Assert.All(measured.Instruments, instrument => Assert.NotEmpty(instrument.Description!));
    }

    [GeneratedRegex(@"^\| `(?<name>ipaccess\.[a-z.]+)` \| [a-z]+ \| `(?<unit>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
