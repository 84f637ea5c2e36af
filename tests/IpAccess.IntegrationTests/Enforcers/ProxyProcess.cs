using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>A proxy in a process of its own, with a folder of its own for its configuration.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly StringBuilder output = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ipaccess-proxy-");
    private Process? process;

    public ProxyProcess()
    {
        if (!OperatingSystem.IsWindows())
        {
            // Its workers may be another user than its master.
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
        }
    }

    /// <summary>The folder.</summary>
    public string Folder => folder.FullName;

    /// <summary>Where it listens.</summary>
    public int Port { get; } = FreePort();

    /// <summary>What it has said so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>The id of its process.</summary>
    public int Id => process!.Id;

    /// <summary>The full path of a file in its folder.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file into its folder, and gives its full path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public async Task StartAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            info.Environment[name] = value;
        }

        process = Process.Start(info)!;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while (!await ListensAsync())
        {
            Assert.False(process.HasExited, Output);
            await Task.Delay(Pause, TimeProvider.System, hanging.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Append(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
