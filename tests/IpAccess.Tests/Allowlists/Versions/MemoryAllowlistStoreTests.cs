using IpAccess.Storage;

namespace IpAccess.Tests.Allowlists.Versions;

public sealed class MemoryAllowlistStoreTests : AllowlistStoreContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}
