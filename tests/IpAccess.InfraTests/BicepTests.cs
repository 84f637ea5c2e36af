using System.Text.Json;

namespace IpAccess.InfraTests;

public sealed class BicepTests
{
    private static readonly string[] ParameterFiles = ["main.bicepparam", "production.bicepparam"];

    [BicepFact]
    public async Task The_template_builds_without_a_word()
    {
        var answer = await Bicep.RunAsync(Deployment.Folder, "build", "main.bicep", "--stdout", "--diagnostics-format", "sarif");

        Assert.Empty(Sarif.Results(answer));
        Assert.Equal(0, answer.ExitCode);
    }

    [BicepTheory]
    [InlineData("**/*.bicep")]
    [InlineData("*.bicepparam")]
    public async Task Every_file_passes_the_linter_without_a_word(string pattern)
    {
        var answer = await Bicep.RunAsync(Deployment.Folder, "lint", "--pattern", pattern, "--diagnostics-format", "sarif");

        Assert.Empty(Sarif.Results(answer));
        Assert.Equal(0, answer.ExitCode);
    }

    [BicepTheory]
    [InlineData("**/*.bicep")]
    [InlineData("*.bicepparam")]
    public async Task Every_file_is_formatted(string pattern)
    {
        using var copy = new FolderCopy(Deployment.Folder);

        await Bicep.RunAsync(copy.Path, "format", "--pattern", pattern);

        Assert.All(copy.Files(), file => Assert.Equal(
            File.ReadAllText(Path.Combine(Deployment.Folder, file)), File.ReadAllText(Path.Combine(copy.Path, file))));
    }

    [BicepFact]
    public async Task The_formatter_and_the_linter_reach_the_modules()
    {
        using var copy = new FolderCopy(Deployment.Folder);
        copy.Replace("modules/probe.bicep", "param uri string\n", "param   uri string\n\n@description('Idle.')\nvar idle = 1\n");

        var report = await Bicep.RunAsync(copy.Path, "lint", "--pattern", "**/*.bicep", "--diagnostics-format", "sarif");
        await Bicep.RunAsync(copy.Path, "format", "--pattern", "**/*.bicep");

        Assert.Contains(Sarif.Results(report), result => result.StartsWith("no-unused-vars", StringComparison.Ordinal));
        Assert.Contains("param uri string\n", await File.ReadAllTextAsync(Path.Combine(copy.Path, "modules/probe.bicep")), StringComparison.Ordinal);
    }

    [BicepTheory]
    [MemberData(nameof(Deployment.Names), MemberType = typeof(Deployment))]
    public async Task The_parameters_build_without_a_word(string name)
    {
        var answer = await Bicep.RunAsync(Deployment.Folder, "build-params", $"{name}.bicepparam", "--stdout", "--diagnostics-format", "sarif");

        Assert.Empty(Sarif.Results(answer));
        Assert.Equal(0, answer.ExitCode);
    }

    [BicepTheory]
    [MemberData(nameof(Deployment.Names), MemberType = typeof(Deployment))]
    public async Task The_committed_snapshot_is_what_the_parameters_deploy(string name)
    {
        var answer = await Bicep.RunAsync(Deployment.Folder, ["snapshot", $"{name}.bicepparam", "--mode", "validate", .. Deployment.Place]);

        Assert.True(answer.ExitCode == 0, $"{answer.Output}{answer.Error}");
    }

    [Fact]
    public void Every_parameter_file_is_tested() => Assert.Equal(
        ParameterFiles, Directory.EnumerateFiles(Deployment.Folder, "*.bicepparam").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_rule_of_the_linter_is_an_error()
    {
        var linter = JsonElement.Parse(File.ReadAllText(Path.Combine(Deployment.Folder, "bicepconfig.json")))
            .GetProperty("analyzers").GetProperty("core");

        Assert.True(linter.GetProperty("enabled").GetBoolean());
        Assert.All(linter.GetProperty("rules").EnumerateObject(), rule => Assert.Equal("error", rule.Value.GetProperty("level").GetString()));
    }

    [BicepFact]
    public async Task A_warning_of_the_compiler_itself_is_reported_and_leaves_the_exit_code_at_0()
    {
        using var copy = new FolderCopy(Deployment.Folder);
        copy.Replace("modules/storage.bicep", "accessTier: 'Hot'", "accessTier: 'Lukewarm'");

        var answer = await Bicep.RunAsync(copy.Path, "build", "main.bicep", "--stdout", "--diagnostics-format", "sarif");

        Assert.Contains(Sarif.Results(answer), result => result.StartsWith("BCP", StringComparison.Ordinal));
        Assert.Equal(0, answer.ExitCode);
    }
}
