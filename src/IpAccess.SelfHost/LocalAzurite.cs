using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using IpAccess.Storage.Clients;

namespace IpAccess.SelfHost;

/// <summary>
/// Azurite (https://github.com/Azure/Azurite) as a child process on free loopback ports: tables and queues for a self-host
/// that was given no storage account. It ends when this object is disposed or this process ends.
/// </summary>
internal sealed partial class LocalAzurite : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly DataFolderClaim claim;
    private readonly Process process;
    private readonly TimeProvider time;
    private readonly ConcurrentQueue<string> errors = [];
    private readonly ConcurrentDictionary<string, string> endpoints = [];
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool ending;

    private LocalAzurite(DataFolderClaim claim, Process process, TimeProvider time)
    {
        this.claim = claim;
        this.process = process;
        this.time = time;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The connection string for its tables and queues.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={AzuriteAccount.Name};AccountKey={AzuriteAccount.Key};"
        + $"QueueEndpoint={endpoints["Queue"]}/{AzuriteAccount.Name};TableEndpoint={endpoints["Table"]}/{AzuriteAccount.Name};";

    /// <summary>Installs Azurite where that is not done yet, starts it, and waits until it listens.</summary>
    /// <param name="folders">Its installation and its data.</param>
    /// <param name="notices">Gets a line when something takes long.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StartupException">Node.js or npm is missing, the installation failed, the data folder is in use,
    /// or Azurite did not come up.</exception>
    public static async Task<LocalAzurite> StartAsync(
        LocalAzuriteFolders folders, TextWriter notices, TimeProvider time, CancellationToken cancel)
    {
        var claim = await DataFolderClaim.TakeAsync(folders.Data, time, cancel);
        try
        {
            await NodeTools.RequireNodeAsync(cancel);
            var installation = await AzuriteInstallation.EnsureAsync(folders.Installation, notices, time, cancel);
            var azurite = new LocalAzurite(claim, Launch(installation, Path.GetFullPath(folders.Data)), time);
            await azurite.ComeUpAsync(cancel);
            azurite.AnnounceUnexpectedEnd(notices);
            return azurite;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Lets Azurite write its data out and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        ending = true;
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(StartTimeout, time);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        claim.Forget();
        claim.Dispose();
        process.Dispose();
    }

    // Azure.Storage.Queues asks for a newer API version than Azurite 3.35 names; the operations in use answer all the same.
    private static Process Launch(string installation, string data) => NodeTools.Start(
        "node",
        [
            "start.js", "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--location", data,
            "--blobHost", "127.0.0.1", "--blobPort", "0",
            "--queueHost", "127.0.0.1", "--queuePort", "0",
            "--tableHost", "127.0.0.1", "--tablePort", "0",
        ],
        installation);

    [GeneratedRegex("^Azurite (?<service>Queue|Table) service is successfully listening at (?<endpoint>http://127\\.0\\.0\\.1:[0-9]+)$")]
    private static partial Regex Listening { get; }

    private async Task ComeUpAsync(CancellationToken cancel)
    {
        try
        {
            claim.Remember(process);
            var ended = process.WaitForExitAsync(cancel);
            var first = await Task.WhenAny(listening.Task, ended).WaitAsync(StartTimeout, time, cancel);
            if (first != listening.Task)
            {
                throw DidNotComeUp();
            }
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await DisposeAsync();
            throw DidNotComeUp();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private void AnnounceUnexpectedEnd(TextWriter notices)
    {
        process.Exited += (_, _) =>
        {
            if (!ending)
            {
                notices.WriteLine("Azurite, the local storage, has ended: start the self-host again.");
            }
        };
        process.EnableRaisingEvents = true;
    }

    private StartupException DidNotComeUp() =>
        new($"Azurite, the local storage, did not come up: {string.Join(" | ", errors)}");

    private void Keep(string? error)
    {
        if (string.IsNullOrWhiteSpace(error))
        {
            return;
        }

        errors.Enqueue(error);
        if (errors.Count > 5)
        {
            _ = errors.TryDequeue(out _);
        }
    }

    private void Read(string? line)
    {
        if (line is not null && Listening.Match(line) is { Success: true } match)
        {
            endpoints[match.Groups["service"].Value] = match.Groups["endpoint"].Value;
            if (endpoints.Count == 2)
            {
                _ = listening.TrySetResult();
            }
        }
    }
}
