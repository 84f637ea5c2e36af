using System.Diagnostics;
using System.Reflection;

namespace IpAccess.InfraTests;

/// <summary>The Bicep compiler. It reads only files: no registry, no sign-in.</summary>
internal static class Bicep
{
    /// <summary>Why it does not run here; null where it does.</summary>
    public static string? Missing { get; } = Path is null ? "The Bicep compiler is here for Linux on x64 only." : null;

    /// <summary>What the production parameters read when a snapshot is taken.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["IPACCESS_PRODUCERS"] = "00000000-0000-0000-0000-000000000001",
        ["IPACCESS_ALERT_EMAILS"] = "operations@example.com",
    };

    private static string? Path => typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .SingleOrDefault(data => data.Key == "Bicep")?.Value;

    /// <summary>Runs one command to its end.</summary>
    /// <param name="folder">The folder that file names are relative to.</param>
    /// <param name="arguments">The command and what follows it.</param>
    public static async Task<BicepAnswer> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, error);
    }

    /// <summary>Starts it, its input and outputs in the caller's hands.</summary>
    public static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path!, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The parameter files read these; a snapshot is the same whoever takes it.
        foreach (var name in start.Environment.Keys.Where(IsOfDeployment).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static bool IsOfDeployment(string variable) =>
        variable.StartsWith("AZURE_", StringComparison.Ordinal) || variable.StartsWith("IPACCESS_", StringComparison.Ordinal);
}

/// <summary>What a command of the compiler said.</summary>
/// <param name="ExitCode">0 also where there were warnings.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record BicepAnswer(int ExitCode, string Output, string Error);
