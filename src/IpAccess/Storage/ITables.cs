namespace IpAccess.Storage;

/// <summary>Where the tables are: Azure, Azurite, or memory.</summary>
internal interface ITables
{
    /// <summary>Opens a table by its name. It is not created: see <see cref="CreateMissingAsync"/>.</summary>
    IRowTable Open(string name, StorageTimeout timeout);

    /// <summary>Creates the tables that are missing. Never on the request path.</summary>
    Task CreateMissingAsync(CancellationToken cancellationToken);
}
