using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace IpAccess.SelfHost;

/// <summary>Node.js and its npm, as found on the path.</summary>
internal static class NodeTools
{
    private const int OldestMajor = 20;

    /// <summary>Makes sure that Node.js is there and new enough.</summary>
    /// <exception cref="StartupException">It is not.</exception>
    public static async Task RequireNodeAsync(CancellationToken cancel)
    {
        var (_, output) = await RunAsync("node", ["--version"], Environment.CurrentDirectory, cancel);
        var version = output.Trim();
        if (!int.TryParse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture, out var major) || major < OldestMajor)
        {
            throw new StartupException($"The local storage needs Node.js {OldestMajor} or newer, and this is {version}. {Remedy}");
        }
    }

    /// <summary>Runs <c>npm ci</c> in a folder that holds a lockfile. The packages' own scripts do not run.</summary>
    /// <exception cref="StartupException">npm is missing, or failed: its last lines are in the message.</exception>
    public static async Task InstallAsync(string folder, CancellationToken cancel)
    {
        string[] arguments = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
        var (exitCode, output) = await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", arguments, folder, cancel);
        if (exitCode != 0)
        {
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            throw new StartupException($"npm could not install Azurite (exit code {exitCode}): {string.Join(" | ", lines.TakeLast(5))}");
        }
    }

    /// <summary>Starts a tool of Node.js with its three streams redirected.</summary>
    /// <exception cref="StartupException">It is not on the path.</exception>
    public static Process Start(string tool, IEnumerable<string> arguments, string folder)
    {
        var info = new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // These would give Azurite other accounts and another database than ours.
        _ = info.Environment.Remove("AZURITE_ACCOUNTS");
        _ = info.Environment.Remove("AZURITE_DB");
        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception exception)
        {
            throw new StartupException($"The local storage needs Node.js {OldestMajor} or newer, and {tool} was not found. {Remedy}", exception);
        }
    }

    private static string Remedy => "Install it from https://nodejs.org, or name a storage account in the setting Storage.";

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string tool, IEnumerable<string> arguments, string folder, CancellationToken cancel)
    {
        using var process = Start(tool, arguments, folder);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        try
        {
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
