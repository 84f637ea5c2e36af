using Azure.Data.Tables;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Maintenance;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Storage;

[Collection(AzuriteGroup.Name)]
public sealed class AzureMaintenanceTests(AzuriteFixture azurite) : MaintenanceContract
{
    private protected override ITables Tables { get; } = new OwnTables(new(azurite.ConnectionString));

    /// <summary>Tables under names of their own: a run goes through all accounts, and must not meet those of other tests.</summary>
    private sealed class OwnTables(TableServiceClient client) : ITables
    {
        private readonly string prefix = $"T{Guid.NewGuid():n}";

        public IRowTable Open(string name, StorageTimeout timeout) => new AzureTable(client.GetTableClient(prefix + name), TimeSpan.FromSeconds(17));

        public async Task CreateMissingAsync(CancellationToken cancellationToken)
        {
            foreach (var name in TableNames.All)
            {
                await client.CreateTableIfNotExistsAsync(prefix + name, cancellationToken);
            }
        }
    }
}
