using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpAccess.Storage.Clients;

/// <summary>The tables and queues, and the clock that they are read by. What a host or a test registered before stays.</summary>
internal static class StorageFeature
{
    public static IHostApplicationBuilder AddStorage(this IHostApplicationBuilder builder, HostKind host)
    {
        var services = builder.Services;
        AddOptions(builder, host);
        AddClock(services);
        services.TryAddSingleton(p => new StorageConnection(p.Get<IOptions<StorageOptions>>().Value, p.Get<StorageClock>()));
        services.TryAddSingleton<ITables>(p => new BudgetedTables(new AzureTables(p.Get<StorageConnection>().ConnectTables)));
        services.TryAddSingleton<IQueues>(p => new BudgetedQueues(new AzureQueues(p.Get<StorageConnection>().ConnectQueues)));
        services.TryAddSingleton<StorageSetup>();
        services.AddSingleton<StorageOutage>();
        return builder;
    }

    private static void AddOptions(IHostApplicationBuilder builder, HostKind host)
    {
        builder.Services.AddOptions<StorageOptions>()
            .Configure(options => options.Take(builder.Configuration.GetSection(StorageOptions.Section)))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        if (host == HostKind.Functions)
        {
            builder.Services.AddSingleton<IValidateOptions<StorageOptions>>(new TriggerStorageValidator(builder.Configuration));
        }
    }

    // Whatever clock the host has is the machine's.
    private static void AddClock(IServiceCollection services)
    {
        var machine = services.LastOrDefault(service => service.ServiceType == typeof(TimeProvider))?.ImplementationInstance as TimeProvider;
        services.AddSingleton(p => new StorageClock(machine ?? TimeProvider.System, p.Get<ILogger<StorageClock>>()));
        services.AddSingleton<TimeProvider>(p => p.Get<StorageClock>());
    }
}
