namespace IpAccess.SelfHost;

/// <summary>
/// A file that one process at a time holds open for itself alone. The system lets go of it when that process ends, however
/// it ends.
/// </summary>
internal static class FileClaim
{
    /// <summary>Opens the claim's file, or gives null while another process holds it.</summary>
    /// <exception cref="StartupException">The folder can not be written to.</exception>
    public static FileStream? TryTake(string path)
    {
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new StartupException($"The local storage can not write to {path}: {exception.Message}", exception);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (IOException exception)
        {
            throw new StartupException($"The local storage can not write to {path}: {exception.Message}", exception);
        }
    }
}
