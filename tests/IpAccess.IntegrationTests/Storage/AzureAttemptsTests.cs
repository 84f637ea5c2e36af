using IpAccess.Storage;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Storage;

[Collection(AzuriteGroup.Name)]
public sealed class AzureAttemptStoreTests(AzuriteFixture azurite) : AttemptStoreContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}

[Collection(AzuriteGroup.Name)]
public sealed class AzureAttemptFaultTests(AzuriteFixture azurite) : AttemptFaultContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}

[Collection(AzuriteGroup.Name)]
public sealed class AzureAttemptRetentionTests(AzuriteFixture azurite) : AttemptRetentionContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}
