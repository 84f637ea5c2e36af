using System.Text.RegularExpressions;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Compatibility;

/// <summary>The table of <c>docs/vendors.md</c>: what vendors document, and how it is done here.</summary>
public sealed partial class FeatureTableTests
{
    private static readonly string Settings = File.ReadAllText(Repository.PathOf("docs/settings.md"));
    private static readonly string[] Rows = [.. Row().Matches(File.ReadAllText(Repository.PathOf("docs/vendors.md"))).Select(match => match.Value)];

    [Theory]
    [InlineData("SendGrid", 8)]
    [InlineData("incident.io", 6)]
    [InlineData("Brevo", 5)]
    public void Every_vendor_has_its_features(string vendor, int atLeast) =>
        Assert.InRange(Rows.Count(row => row.StartsWith($"| {vendor}: ", StringComparison.Ordinal)), atLeast, 20);

    [Fact]
    public void Every_feature_has_a_call_or_is_said_to_be_missing() =>
        Assert.All(Rows, row => Assert.True(Call().IsMatch(row) || row.Contains("| not in this version |", StringComparison.Ordinal), row));

    [Fact]
    public async Task Every_call_named_is_a_mapped_route()
    {
        await using var service = await TestService.StartAsync();
        var mapped = Operation.MappedBy(service.Services).Select(operation => $"{operation.Method} {operation.Route}").ToHashSet();

        Assert.All(Rows.SelectMany(row => Call().Matches(row)), call => Assert.Contains(call.Groups[1].Value, mapped));
    }

    [Fact]
    public void Every_setting_named_is_in_the_table_of_settings() =>
        Assert.All(Rows.SelectMany(row => Setting().Matches(row)), setting => Assert.Contains($"\n| {setting.Value} |", Settings, StringComparison.Ordinal));

    [Fact]
    public void Every_call_of_the_vendors_clients_is_named()
    {
        var named = Rows.SelectMany(row => Call().Matches(row)).Select(call => call.Groups[1].Value).ToHashSet();

        Assert.All(
            Operation.All.Where(operation => Told.IsVendors(operation.Route)),
            operation => Assert.Contains($"{operation.Method} {operation.Route}", named));
    }

    [GeneratedRegex(@"^\| (?:SendGrid|incident\.io|Brevo): .*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Z]+ /[^`]*)`")]
    private static partial Regex Call();

    [GeneratedRegex("`IpAccess:[^`]*`")]
    private static partial Regex Setting();
}
