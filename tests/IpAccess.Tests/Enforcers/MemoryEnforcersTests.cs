using IpAccess.Storage;
using IpAccess.Testing.Enforcers;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Enforcers;

public sealed class MemoryEnforcerStoreTests : EnforcerStoreContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}
