using IpAccess.Http;
using IpAccess.Operators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Accounts.Transfer;

/// <summary>Whole accounts as files.</summary>
internal static class TransferFeature
{
    public static IServiceCollection AddTransfer(this IServiceCollection services)
    {
        services.AddSingleton<AccountExport>();
        services.AddSingleton<AccountImport>();
        services.AddSingleton<ImportedKeys>();
        services.AddSingleton<ImportJournal>();
        services.AddSingleton(p => new TransferEndpoints(
            p.Get<Gate>(), p.Get<AccountExport>(), p.Get<AccountImport>(), p.Get<OperatorLog>()));
        return services;
    }

    public static IEndpointRouteBuilder MapTransfer(this IEndpointRouteBuilder routes)
    {
        var transfer = routes.ServiceProvider.Get<TransferEndpoints>();
        routes.MapRead(TransferRoutes.Export, transfer.ExportAccountAsync).WithName("ExportAccount");
        routes.MapPost(TransferRoutes.Import, transfer.ImportAccountAsync).WithName("ImportAccount");
        return routes;
    }
}
