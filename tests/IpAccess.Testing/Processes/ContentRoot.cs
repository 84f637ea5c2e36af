using System.Diagnostics;
using System.Globalization;
using IpAccess.SelfHost;

namespace IpAccess.Testing.Processes;

/// <summary>
/// A content root for one self-host at a time, with the tests' installation of Azurite and a data folder of its own. Gone
/// with the test.
/// </summary>
internal sealed class ContentRoot : IDisposable
{
    private readonly LocalAzuriteFolders folders;

    public ContentRoot()
    {
        folders = LocalAzuriteFolders.Under(Path);
        _ = Directory.CreateDirectory(folders.Data);
        _ = Directory.CreateSymbolicLink(folders.Installation, AzuriteFixture.Installation);
    }

    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("ipaccess-host-").FullName;

    /// <summary>The data folder of the host's Azurite.</summary>
    public string Data => folders.Data;

    /// <summary>Has the host look for Azurite in another folder, and install it there where it is not.</summary>
    public void InstallInto(string folder)
    {
        Directory.Delete(folders.Installation);
        _ = Directory.CreateDirectory(folder);
        _ = Directory.CreateSymbolicLink(folders.Installation, folder);
    }

    /// <summary>The process of the Azurite that works in the data folder, as its host has noted it.</summary>
    public Process FindAzurite()
    {
        var note = File.ReadAllText(DataFolderClaim.NoteIn(Data));
        return Process.GetProcessById(int.Parse(note.Split(' ')[0], CultureInfo.InvariantCulture));
    }

    // The installation is a link, which goes without what it points at.
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
