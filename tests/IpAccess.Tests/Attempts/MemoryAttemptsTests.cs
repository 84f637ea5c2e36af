using IpAccess.Storage;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Attempts;

public sealed class MemoryAttemptStoreTests : AttemptStoreContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}

public sealed class MemoryAttemptFaultTests : AttemptFaultContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}

public sealed class MemoryAttemptRetentionTests : AttemptRetentionContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}
