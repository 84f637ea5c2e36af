using System.Security.Cryptography;

namespace IpAccess.SelfHost;

/// <summary>
/// The installed npm package <c>azurite</c>, at the version that the lockfile pins. Its folder is named after the hash of the
/// lockfile and comes into being by one rename: an interrupted installation is done again, a changed lockfile gets its own.
/// </summary>
internal static class AzuriteInstallation
{
    private static readonly string[] Files = ["package.json", "package-lock.json", "start.js"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static string Source => Path.Combine(AppContext.BaseDirectory, "azurite");

    /// <summary>Installs Azurite below <paramref name="parent"/> unless it is there, and gives its folder.</summary>
    /// <remarks>Hosts that share the folder wait for the one that installs.</remarks>
    /// <exception cref="StartupException">npm is missing or failed, or the folder can not be written to.</exception>
    public static async Task<string> EnsureAsync(string parent, TextWriter notices, TimeProvider time, CancellationToken cancel)
    {
        var folder = Path.Combine(parent, Fingerprint());
        if (Directory.Exists(folder))
        {
            return folder;
        }

        FileStream? claim;
        while ((claim = FileClaim.TryTake(Path.Combine(parent, "claim"))) is null)
        {
            await Task.Delay(Pause, time, cancel);
        }

        await using (claim)
        {
            if (!Directory.Exists(folder))
            {
                await notices.WriteLineAsync($"Installing Azurite into {folder}: once, about 190 MB.");
                await InstallAsync(parent, folder, cancel);
            }
        }

        return folder;
    }

    private static async Task InstallAsync(string parent, string folder, CancellationToken cancel)
    {
        Array.ForEach(Directory.GetDirectories(parent), Discard);
        var partial = Path.Combine(parent, "partial-" + Path.GetRandomFileName());
        _ = Directory.CreateDirectory(partial);
        foreach (var file in Files)
        {
            File.Copy(Path.Combine(Source, file), Path.Combine(partial, file));
        }

        await NodeTools.InstallAsync(partial, cancel);
        Directory.Move(partial, folder);
    }

    /// <summary>Removes an older or interrupted installation; what can not be removed now is left for the next time.</summary>
    private static void Discard(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files)
        {
            hash.AppendData(File.ReadAllBytes(Path.Combine(Source, file)));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash())[..16];
    }
}
