using IpAccess.Storage;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Storage;

public sealed class MemoryTableTests : RowTableContract
{
    private protected override IRowTable Table { get; } = new MemoryTables().Open("Table", StorageTimeout.ForOperations);
}
