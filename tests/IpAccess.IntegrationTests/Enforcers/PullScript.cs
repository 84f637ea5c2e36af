using System.Diagnostics;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>Runs <c>infra/enforcers/pull/ipaccess-pull</c> as cron would.</summary>
/// <param name="service">From where it pulls.</param>
/// <param name="pullKey">With which key.</param>
/// <param name="folder">Where its files are.</param>
internal sealed class PullScript(Uri service, string pullKey, string folder)
{
    /// <summary>The command that has the program take a new file up; null for what the script does by itself.</summary>
    public string? Reload { get; set; } = "true";

    /// <summary>In which folders it looks for programs; null for those of the tests.</summary>
    public string? Path { get; set; }

    /// <summary>The full path of a file in its folder.</summary>
    public string PathOf(string file) => System.IO.Path.Combine(folder, file);

    /// <summary>Pulls a file, which must work.</summary>
    public async Task PullAsync(string format, string file)
    {
        var (code, errors) = await RunAsync(format, file);
        Assert.True(code == 0, errors);
    }

    /// <summary>Runs it, and gives its exit code and what it said to the standard error.</summary>
    public async Task<(int Code, string Errors)> RunAsync(string format, string file)
    {
        var key = System.IO.Path.Combine(folder, "key");
        if (!File.Exists(key))
        {
            await File.WriteAllTextAsync(key, pullKey + "\n");
        }

        var info = new ProcessStartInfo("sh", [ShippedFile.PathOf("pull/ipaccess-pull"), format, PathOf(file)]) { RedirectStandardError = true };
        info.Environment["IPACCESS_URL"] = service.ToString().TrimEnd('/');
        info.Environment["IPACCESS_KEY_FILE"] = key;
        info.Environment["IPACCESS_ENFORCER"] = "edge-1";
        info.Environment["IPACCESS_RELOAD"] = Reload;
        info.Environment["NO_PROXY"] = "127.0.0.1";
        if (Path is not null)
        {
            info.Environment["PATH"] = Path;
        }

        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(SelfHostProcess.Patience);
        return (process.ExitCode, await errors);
    }
}
