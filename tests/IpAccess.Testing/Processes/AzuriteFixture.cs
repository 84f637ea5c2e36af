using IpAccess.SelfHost;

namespace IpAccess.Testing.Processes;

/// <summary>
/// One Azurite, started as the self-host starts its own, for all tests of a collection. Its data is gone
/// afterwards; its installation stays in the repository's git-ignored <c>.ipaccess</c> for the next run. Tests that use it
/// are <see cref="NodeFactAttribute"/>s.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("ipaccess-azurite-").FullName;
    private LocalAzurite? azurite;

    /// <summary>Where tests install Azurite.</summary>
    internal static string Installation { get; } = Path.Combine(Repository.Root, ".ipaccess", "azurite");

    /// <summary>The connection string for its tables and queues. They are shared: a test makes its own tables or partitions.</summary>
    public string ConnectionString =>
        azurite?.ConnectionString ?? throw new InvalidOperationException("Azurite needs Node.js: make the test a NodeFact.");

    public async Task InitializeAsync()
    {
        if (NodeFactAttribute.Missing is null)
        {
            var folders = new LocalAzuriteFolders(Installation, data);
            azurite = await LocalAzurite.StartAsync(folders, TextWriter.Null, TimeProvider.System, CancellationToken.None);
        }
    }

    public async Task DisposeAsync()
    {
        if (azurite is not null)
        {
            await azurite.DisposeAsync();
        }

        Directory.Delete(data, recursive: true);
    }
}
