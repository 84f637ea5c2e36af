using System.Text.Json;
using System.Text.RegularExpressions;
using IpAccess.Testing;

namespace IpAccess.InfraTests;

[Collection(BicepServerGroup.Name)]
public sealed partial class ReadmeTests(BicepServer bicep)
{
    private static readonly string[] ParameterFiles = ["main", "production"];

    [BicepFact]
    public void The_parameters_and_their_values_are_those_of_the_template_and_the_parameter_files()
    {
        var template = Deployment.Committed(bicep, "main").Template.GetProperty("parameters").EnumerateObject().ToList();

        Assert.Equal(
            template.Select(parameter => string.Join(" | ", Cells(parameter))),
            Readme.Table("parameter").Select(row => string.Join(" | ", row)));
    }

    [BicepFact]
    public void The_outputs_are_those_of_the_template() => Assert.Equal(
        Deployment.Committed(bicep, "main").Outputs.EnumerateObject().Select(output => output.Name).Order(StringComparer.Ordinal),
        Output.Matches(Readme.Text[Readme.Text.IndexOf("The outputs are", StringComparison.Ordinal)..]).Select(name => name.Groups[1].Value)
            .Distinct(StringComparer.Ordinal).Where(name => !name.StartsWith("IPACCESS_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [BicepFact]
    public void The_variables_are_those_that_the_parameter_files_read()
    {
        var read = ParameterFiles.SelectMany(Source).SelectMany(source => ReadVariable.Matches(source)).Select(match => match.Groups[1].Value).ToList();
        var outputs = Deployment.Committed(bicep, "main").Outputs.EnumerateObject().Select(output => output.Name);

        Assert.Equal(
            read.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Variable.Matches(Readme.Text).Select(match => match.Value).Except(outputs.Except(read, StringComparer.Ordinal), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_file_and_folder_that_is_named_is_there() => Assert.All(
        NamedPath.Matches(Readme.Text).Select(match => match.Value).Distinct(StringComparer.Ordinal),
        path => Assert.True(Path.Exists(Repository.PathOf(path)), path));

    [BicepFact]
    public void The_alerts_and_their_severities_are_those_that_are_deployed()
    {
        var deployed = Deployment.Committed(bicep, "production").Of("Microsoft.Insights/scheduledQueryRules")
            .Select(rule => $"{rule.Text("properties.displayName")!["IpAccess: ".Length..]} {rule.Text("properties.severity")}");

        Assert.Equal(deployed.Order(StringComparer.Ordinal), Readme.Table("alert").Select(row => $"{row[0]} {row[^1]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_commands_that_renew_the_snapshots_are_those_that_they_were_made_with()
    {
        Assert.Contains($"bicep snapshot $name.bicepparam {string.Join(' ', Deployment.Place)}\n", Readme.Text, StringComparison.Ordinal);
        Assert.Contains($"export {string.Join(' ', Bicep.Variables.Select(pair => $"{pair.Key}={pair.Value}"))}\n", Readme.Text, StringComparison.Ordinal);
        Assert.Contains($"for name in {string.Join(' ', ParameterFiles)}; do\n", Readme.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Source(string name) => [File.ReadAllText(Path.Combine(Deployment.Folder, $"{name}.bicepparam"))];

    private static IEnumerable<string> Cells(JsonProperty parameter) =>
    [
        parameter.Name,
        parameter.Value.TryGetProperty("defaultValue", out var value) ? Plain(value) : "required",
        .. ParameterFiles.Select(name => Given(name, parameter.Name)),
    ];

    // A value of a parameter file: the variable that it comes from and the value without that, or the value itself.
    private static string Given(string name, string parameter)
    {
        var line = Source(name).Single().Split('\n').SingleOrDefault(line => line.StartsWith($"param {parameter} = ", StringComparison.Ordinal));
        return line is null ? string.Empty
            : ReadVariable.Match(line) is { Success: true } variable
                ? variable.Groups[1].Value + (variable.Groups[2].Length > 0 ? $", else {variable.Groups[2].Value}" : string.Empty)
            : line.Split(" = ")[1].Trim('\'');
    }

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array when value.GetArrayLength() == 0 => "none",
        JsonValueKind.String when value.GetString()!.Length == 0 => "none",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)', '([^']*)'\)")]
    private static partial Regex ReadVariable { get; }

    [GeneratedRegex(@"\b(?:AZURE|IPACCESS)_\w+")]
    private static partial Regex Variable { get; }

    [GeneratedRegex("`([A-Z]+_[A-Z_]+)`")]
    private static partial Regex Output { get; }

    [GeneratedRegex(@"\b(?:infra|src|tests)/[\w./-]*\w")]
    private static partial Regex NamedPath { get; }
}
