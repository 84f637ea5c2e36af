using IpAccess.Storage;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Versions;

namespace IpAccess.IntegrationTests.Storage;

[Collection(AzuriteGroup.Name)]
public sealed class AzureCommitTests(AzuriteFixture azurite) : CommitContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}

[Collection(AzuriteGroup.Name)]
public sealed class AzureCommitFaultTests(AzuriteFixture azurite) : CommitFaultContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}

[Collection(AzuriteGroup.Name)]
public sealed class AzureCommitRaceTests(AzuriteFixture azurite) : CommitRaceContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}

[Collection(AzuriteGroup.Name)]
public sealed class AzureAuditTests(AzuriteFixture azurite) : AuditContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}

[Collection(AzuriteGroup.Name)]
public sealed class AzureRetentionTests(AzuriteFixture azurite) : RetentionContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}

[Collection(AzuriteGroup.Name)]
public sealed class AzureDiffTests(AzuriteFixture azurite) : DiffContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}

[Collection(AzuriteGroup.Name)]
public sealed class AzurePendingTests(AzuriteFixture azurite) : PendingContract
{
    private protected override ITables Tables { get; } = azurite.OpenTables();
}
