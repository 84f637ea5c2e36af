using Azure.Data.Tables;
using IpAccess.Storage;
using IpAccess.Tests.Allowlists.Versions;

namespace IpAccess.IntegrationTests.Storage;

[Collection(AzuriteGroup.Name)]
public sealed class AzureAllowlistStoreTests(AzuriteFixture azurite) : AllowlistStoreContract, IAsyncLifetime
{
    private protected override ITables Tables { get; } =
        new AzureTables(options => new TableServiceClient(azurite.ConnectionString, options));

    public Task InitializeAsync() => Tables.CreateMissingAsync(CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;
}
