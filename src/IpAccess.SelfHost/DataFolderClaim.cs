using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace IpAccess.SelfHost;

/// <summary>
/// One host's hold on a data folder. It remembers which Azurite works there, because that one outlives a killed host by the
/// moment in which it writes its data out, and a second one must not begin before.
/// </summary>
internal sealed class DataFolderClaim : IDisposable
{
    private static readonly TimeSpan PredecessorTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StartTimeTolerance = TimeSpan.FromSeconds(5);

    private readonly FileStream file;
    private readonly string note;

    private DataFolderClaim(FileStream file, string folder)
    {
        this.file = file;
        note = NoteIn(folder);
    }

    /// <summary>The file that names the Azurite at work in a folder: its process id and its start time.</summary>
    public static string NoteIn(string folder) => Path.Combine(folder, "azurite.process");

    /// <summary>Takes the folder, after the end of an Azurite that a killed host left behind.</summary>
    /// <exception cref="StartupException">Another host, or its Azurite, uses the folder.</exception>
    public static async Task<DataFolderClaim> TakeAsync(string folder, TimeProvider time, CancellationToken cancel)
    {
        var file = FileClaim.TryTake(Path.Combine(folder, "claim")) ?? throw InUse(folder);
        var claim = new DataFolderClaim(file, folder);
        try
        {
            await claim.WaitForPredecessorAsync(time, cancel);
            return claim;
        }
        catch (TimeoutException exception)
        {
            claim.Dispose();
            throw InUse(folder, exception);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Notes the Azurite that now works in the folder.</summary>
    public void Remember(Process azurite)
    {
        try
        {
            File.WriteAllText(note, string.Create(CultureInfo.InvariantCulture, $"{azurite.Id} {azurite.StartTime.ToUniversalTime():O}"));
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended already: then it has no start time to tell, and nothing works in the folder.
            Forget();
        }
    }

    /// <summary>Notes that no Azurite works in the folder any more.</summary>
    public void Forget() => File.Delete(note);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static StartupException InUse(string folder, Exception? exception = null) => new(
        $"The data folder {folder} is in use by another self-host: stop that one first, or name another storage in the setting Storage.",
        exception!);

    private async Task WaitForPredecessorAsync(TimeProvider time, CancellationToken cancel)
    {
        using var predecessor = FindPredecessor();
        if (predecessor is not null)
        {
            await predecessor.WaitForExitAsync(cancel).WaitAsync(PredecessorTimeout, time, cancel);
        }
    }

    /// <summary>The noted process, if it still runs. The start time tells it from a later one with the same id.</summary>
    private Process? FindPredecessor()
    {
        var words = File.Exists(note) ? File.ReadAllText(note).Split(' ') : [];
        if (words.Length != 2
            || !int.TryParse(words[0], CultureInfo.InvariantCulture, out var id)
            || !DateTimeOffset.TryParse(words[1], CultureInfo.InvariantCulture, out var started))
        {
            return null;
        }

        try
        {
            var process = Process.GetProcessById(id);
            return (process.StartTime.ToUniversalTime() - started.UtcDateTime).Duration() < StartTimeTolerance ? process : null;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
