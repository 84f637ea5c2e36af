using Azure;
using Azure.Data.Tables;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;

namespace IpAccess.IntegrationTests.Storage;

[Collection(AzuriteGroup.Name)]
public sealed class AzureTableTests(AzuriteFixture azurite) : RowTableContract, IAsyncLifetime
{
    private readonly AzureTables tables = azurite.OpenTables();

    private protected override IRowTable Table => tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations);

    public Task InitializeAsync() => tables.CreateMissingAsync(CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_missing_table_is_a_fault_and_neither_a_conflict_nor_a_missing_row()
    {
        var missing = tables.Open("Missing", StorageTimeout.ForDecisions);
        var row = new TableEntity { RowKey = "r" };

        var write = await Assert.ThrowsAnyAsync<RequestFailedException>(
            () => missing.TryApplyAsync(Partition, [RowChange.Insert(row)], CancellationToken.None));
        var delete = await Assert.ThrowsAnyAsync<RequestFailedException>(
            () => missing.TryApplyAsync(Partition, [RowChange.Delete("r", ETag.All)], CancellationToken.None));

        var read = await Assert.ThrowsAnyAsync<RequestFailedException>(
            () => missing.FindAsync(Partition, "r", CancellationToken.None));

        Assert.True(StorageExceptions.IsUnavailable(read, CancellationToken.None));
        Assert.True(StorageExceptions.IsUnavailable(write, CancellationToken.None));
        Assert.True(StorageExceptions.IsUnavailable(delete, CancellationToken.None));
    }
}
