using Azure.Data.Tables;
using Azure.Storage.Queues;
using IpAccess.Storage.Clients;

namespace IpAccess.Testing.Processes;

/// <summary>The tables and queues of the Azurite that tests share.</summary>
internal static class AzuriteTables
{
    public static AzureTables OpenTables(this AzuriteFixture azurite) =>
        new(options => new TableServiceClient(azurite.ConnectionString, options));

    public static AzureQueues OpenQueues(this AzuriteFixture azurite) =>
        new(options => new QueueServiceClient(azurite.ConnectionString, options));
}
