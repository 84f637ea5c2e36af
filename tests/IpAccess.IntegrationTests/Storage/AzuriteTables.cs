using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.IntegrationTests.Storage;

/// <summary>The tables of the Azurite that tests share.</summary>
internal static class AzuriteTables
{
    public static AzureTables OpenTables(this AzuriteFixture azurite) =>
        new(options => new TableServiceClient(azurite.ConnectionString, options));
}
