using IpAccess.Accounts;
using IpAccess.Operators;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpAccess.Maintenance;

/// <summary>What is done now and then.</summary>
internal static class MaintenanceFeature
{
    public static IServiceCollection AddMaintenance(this IServiceCollection services)
    {
        services.AddSingleton<AccountRetention>();
        services.AddSingleton<AccountEmptying>();
        services.AddSingleton<AccountMaintenance>();
        services.AddSingleton(p => new MaintenanceOperations(
            p.Get<AccountRows>(), p.Get<AccountMaintenance>(), p.Get<OperatorLog>(), p.Get<ILogger<MaintenanceOperations>>()));
        return services;
    }
}
