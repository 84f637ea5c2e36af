using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests;

/// <summary>The tests that share one Azurite: <c>[Collection(AzuriteGroup.Name)]</c>.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteGroup : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "Azurite";
}
