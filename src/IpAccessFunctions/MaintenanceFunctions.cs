using IpAccess.Maintenance;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>What is done now and then, as a function.</summary>
public sealed class MaintenanceFunctions(MaintenanceOperations maintenance)
{
    /// <inheritdoc cref="MaintenanceOperations.RunMaintenanceAsync"/>
    [Function("RunMaintenance")]
    public Task RunMaintenanceAsync(
        [TimerTrigger(MaintenanceOperations.Schedule)] TimerInfo timer,
        CancellationToken cancellationToken) =>
        maintenance.RunMaintenanceAsync(cancellationToken);
}
