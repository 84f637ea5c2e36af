using IpAccess.Storage;
using IpAccess.Testing.Stores;
using IpAccess.Testing.Versions;

namespace IpAccess.Tests.Allowlists.Versions;

public sealed class MemoryCommitTests : CommitContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}

public sealed class MemoryCommitFaultTests : CommitFaultContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}

public sealed class MemoryCommitRaceTests : CommitRaceContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}

public sealed class MemoryAuditTests : AuditContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}

public sealed class MemoryRetentionTests : RetentionContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}

public sealed class MemoryDiffTests : DiffContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}

public sealed class MemoryPendingTests : PendingContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}
