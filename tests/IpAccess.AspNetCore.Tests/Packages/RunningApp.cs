using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace IpAccess.AspNetCore.Tests.Packages;

/// <summary>An app in a process of its own, on a port that it found free.</summary>
internal sealed partial class RunningApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process process;
    private readonly HttpClient client = new();
    private readonly ConcurrentQueue<string?> lines;

    private RunningApp(Process process, Uri address, ConcurrentQueue<string?> lines) =>
        (this.process, client.BaseAddress, this.lines) = (process, address, lines);

    /// <summary>Waits until a process that was started says where it listens.</summary>
    public static async Task<RunningApp> OfAsync(Process process)
    {
        var lines = new ConcurrentQueue<string?>();
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Read(string? line)
        {
            lines.Enqueue(line);
            if (line is not null && Listening().Match(line) is { Success: true } match)
            {
                address.TrySetResult(new(match.Groups["address"].Value));
            }
            else if (line is null)
            {
                address.TrySetException(new InvalidOperationException($"It ended: {string.Join('\n', lines)}"));
            }
        }

        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data ?? string.Empty);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, await address.Task.WaitAsync(Patience, TimeProvider.System), lines);
    }

    public async Task<HttpStatusCode> StatusAsync(string path = "/")
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    /// <summary>Asks until the answer has this status.</summary>
    public async Task BecomesAsync(HttpStatusCode status)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (await StatusAsync() != status)
        {
            Assert.False(patience.IsCancellationRequested, $"{await StatusAsync()}, not {status}: {string.Join('\n', lines)}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (?<address>http://\S+)")]
    private static partial Regex Listening();
}
