using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;

namespace IpAccess.Storage.Clients;

/// <summary>Makes clients of the storage account that the settings name; they share the tokens of its identity.</summary>
internal sealed class StorageConnection(StorageOptions options, StorageClock clock)
{
    private readonly TokenCredential? identity = options.ConnectionString is null ? IdentityOf(options) : null;

    /// <summary>A client of the tables.</summary>
    public TableServiceClient ConnectTables(TableClientOptions clientOptions) => identity is null
        ? new(options.ConnectionString, Dated(clientOptions))
        : new(new Uri(options.TableServiceUri!), identity, Dated(clientOptions));

    /// <summary>A client of the queues.</summary>
    public QueueServiceClient ConnectQueues(QueueClientOptions clientOptions) => identity is null
        ? new(options.ConnectionString, Dated(clientOptions))
        : new(new Uri(options.QueueServiceUri!), identity, Dated(clientOptions));

    // In each try, so that the time of one answer is not that of several.
    private T Dated<T>(T clientOptions)
        where T : ClientOptions
    {
        clientOptions.AddPolicy(new DatePolicy(clock), HttpPipelinePosition.PerRetry);
        return clientOptions;
    }

    private static TokenCredential IdentityOf(StorageOptions options)
    {
        if (!options.IsManagedIdentity)
        {
            return new DefaultAzureCredential();
        }

        var id = options.ClientId is { } clientId
            ? ManagedIdentityId.FromUserAssignedClientId(clientId)
            : ManagedIdentityId.SystemAssigned;

        // The SDK's own defaults wait up to 100 seconds a try.
        var credentialOptions = new ManagedIdentityCredentialOptions(id);
        credentialOptions.Retry.MaxRetries = 2;
        credentialOptions.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        return new ManagedIdentityCredential(credentialOptions);
    }
}
