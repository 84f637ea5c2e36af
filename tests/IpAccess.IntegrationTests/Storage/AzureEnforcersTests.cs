using IpAccess.Storage;
using IpAccess.Testing.Enforcers;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Storage;

[Collection(AzuriteGroup.Name)]
public sealed class AzureEnforcerStoreTests(AzuriteFixture azurite) : EnforcerStoreContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}
