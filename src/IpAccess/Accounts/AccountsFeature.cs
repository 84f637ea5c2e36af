using IpAccess.Http;
using IpAccess.Operators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Accounts;

/// <summary>The accounts of the service.</summary>
internal static class AccountsFeature
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<AccountRows>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<AccountDeletion>();
        services.AddSingleton<AccountOpening>();
        services.AddSingleton(p => new AccountKeeping(TimeSpan.FromDays(p.Options().Retention.DeletedAccountDays), p.Get<TimeProvider>()));
        services.AddSingleton(p => new AccountEndpoints(
            p.Get<Gate>(), p.Get<AccountStore>(), p.Get<OperatorLog>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new DeletionEndpoints(
            p.Get<Gate>(), p.Get<AccountDeletion>(), p.Get<AccountOpening>(), p.Get<OperatorLog>()));
        return services;
    }

    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.ServiceProvider.Get<AccountEndpoints>();
        routes.MapPost(AccountRoutes.Accounts, accounts.CreateAccountAsync).WithName("CreateAccount");
        routes.MapRead(AccountRoutes.Accounts, accounts.ListAccountsAsync).WithName("ListAccounts");
        routes.MapRead(AccountRoutes.Account, accounts.GetAccountAsync).WithName("GetAccount");

        var deletion = routes.ServiceProvider.Get<DeletionEndpoints>();
        routes.MapDelete(AccountRoutes.Account, deletion.DeleteAccountAsync).WithName("DeleteAccount");
        routes.MapPost(AccountRoutes.Undelete, deletion.UndeleteAccountAsync).WithName("UndeleteAccount");
        return routes;
    }
}
