using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IpAccess.SelfHost;
using IpAccess.Telemetry;

namespace IpAccess.Testing.Processes;

/// <summary>The built self-host in a process of its own.</summary>
internal sealed partial class SelfHostProcess : IAsyncDisposable
{
    /// <summary>How long anything here may take before the test is given up as hanging.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // What the machine may have set for other programs.
    private static readonly string[] Unset =
        ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "Storage", TelemetryExport.OtlpSetting];

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SelfHostProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Append(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has written to its standard output so far.</summary>
    public string Output => Text(output);

    /// <summary>What it has written to its standard error so far.</summary>
    public string Errors => Text(errors);

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>The processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that it has had resident so far, in MiB; 0 where the system does not tell (proc(5), <c>VmHWM</c>).</summary>
    public long PeakMegabytes
    {
        get
        {
            var status = $"/proc/{process.Id}/status";
            var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
            return line is null ? 0 : long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Starts it, on a free loopback port where the arguments name no address.</summary>
    /// <param name="contentRoot">Its content root, where it keeps <c>.ipaccess</c>.</param>
    /// <param name="arguments">Further arguments.</param>
    /// <param name="environment">Environment variables to set, or with null to remove.</param>
    public static SelfHostProcess Start(
        string contentRoot, IReadOnlyList<string>? arguments = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        string[] where = arguments?.Contains("--urls") == true ? [] : ["--urls", "http://127.0.0.1:0"];
        var info = new ProcessStartInfo("dotnet", [typeof(LocalAzurite).Assembly.Location, "--contentRoot", contentRoot, .. where, .. arguments ?? []])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Unset.Select(name => KeyValuePair.Create(name, (string?)null)).Concat(environment ?? new Dictionary<string, string?>()))
        {
            info.Environment[name] = value;
        }

        return new SelfHostProcess(Process.Start(info)!);
    }

    /// <summary>Waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public async Task<Uri> AddressAsync()
    {
        var ended = process.WaitForExitAsync();
        var first = await Task.WhenAny(address.Task, ended).WaitAsync(Patience);
        return first == address.Task
            ? await address.Task
            : throw new InvalidOperationException($"The self-host ended with {process.ExitCode}: {Output}{Errors}");
    }

    /// <summary>Waits until a line of its standard output contains the text.</summary>
    public async Task SaysAsync(string text)
    {
        using var hanging = new CancellationTokenSource(Patience);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(Pause, TimeProvider.System, hanging.Token);
        }
    }

    /// <summary>Ends it at once, by SIGKILL, alone or with the processes it has started.</summary>
    public async Task KillAsync(bool withChildren = false)
    {
        process.Kill(withChildren);
        await process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Asks it to end, by SIGTERM, and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("sh", ["-c", $"kill -TERM {process.Id}"]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <summary>Waits for its end, and gives its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    [GeneratedRegex("Now listening on: (?<address>http://[^ \"]+)")]
    private static partial Regex Listening { get; }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                _ = text.AppendLine(line);
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private void Read(string? line)
    {
        Append(output, line);
        if (line is not null && Listening.Match(line) is { Success: true } match)
        {
            _ = address.TrySetResult(new Uri(match.Groups["address"].Value));
        }
    }
}
