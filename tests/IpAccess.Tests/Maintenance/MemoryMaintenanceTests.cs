using IpAccess.Storage;
using IpAccess.Testing.Maintenance;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Maintenance;

public sealed class MemoryMaintenanceTests : MaintenanceContract
{
    private protected override ITables Tables { get; } = new MemoryTables();
}
