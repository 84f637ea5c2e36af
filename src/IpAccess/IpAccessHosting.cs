using IpAccess.Accounts;
using IpAccess.Accounts.Transfer;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Attempts;
using IpAccess.Audit;
using IpAccess.Authorize;
using IpAccess.Checks;
using IpAccess.Compatibility.IncidentIo;
using IpAccess.Compatibility.SendGrid;
using IpAccess.Enforcers;
using IpAccess.Exports;
using IpAccess.Health;
using IpAccess.History;
using IpAccess.Http;
using IpAccess.Hygiene;
using IpAccess.Keys;
using IpAccess.Maintenance;
using IpAccess.Operators;
using IpAccess.Poison;
using IpAccess.Previews;
using IpAccess.Rules;
using IpAccess.Settings;
using IpAccess.Snapshots;
using IpAccess.Storage.Caching;
using IpAccess.Storage.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace IpAccess;

/// <summary>The whole composition of the service, the same for every host: the list of its features.</summary>
public static class IpAccessHosting
{
    // The Functions host (4.x) kills a worker five seconds after it asked it to stop: what is lost has to be logged before.
    private static readonly TimeSpan StopOnFunctions = TimeSpan.FromSeconds(4);

    /// <summary>Registers the service: its options (validated at start), stores, caches and endpoints.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="host">What runs the service, which decides where a caller's address can come from.</param>
    public static IHostApplicationBuilder AddIpAccess(this IHostApplicationBuilder builder, HostKind host)
    {
        builder.Services.AddOptions<IpAccessOptions>()
            .Configure(options => options.SetHost(host))
            .Bind(builder.Configuration.GetSection(IpAccessOptions.Section))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<IpAccessOptions>, IpAccessOptionsValidator>();
        if (host == HostKind.Functions)
        {
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopOnFunctions);
        }

        builder.AddStorage(host);
        builder.Services
            .AddCaching()
            .AddHttp()
            .AddAllowlists()
            .AddVersions()
            .AddHealth()
            .AddAccounts()
            .AddTransfer()
            .AddKeys()
            .AddSettings()
            .AddRules()
            .AddHistory()
            .AddHygiene()
            .AddPreviews()
            .AddAudit()
            .AddChecks()
            .AddExports()
            .AddAuthorize()
            .AddSnapshots()
            .AddAttempts()
            .AddPoison()
            .AddEnforcers()
            .AddOperators()
            .AddSendGrid()
            .AddIncidentIo()
            .AddMaintenance();
        return builder;
    }

    /// <summary>Maps every operation to its route. An operation's name is the name of its function on Azure Functions.</summary>
    public static IEndpointRouteBuilder MapIpAccess(this IEndpointRouteBuilder routes) => routes
        .MapHealth()
        .MapAccounts()
        .MapTransfer()
        .MapKeys()
        .MapSettings()
        .MapRules()
        .MapHistory()
        .MapHygiene()
        .MapPreviews()
        .MapAudit()
        .MapChecks()
        .MapExports()
        .MapAuthorize()
        .MapSnapshots()
        .MapAttempts()
        .MapPoison()
        .MapEnforcers()
        .MapOperators()
        .MapSendGrid()
        .MapIncidentIo();

    /// <summary>
    /// Gives unknown paths and methods the service's own problems, and refuses paths that begin as a decision's and lead elsewhere; for
    /// hosts that route by themselves.
    /// </summary>
    public static IApplicationBuilder UseIpAccessProblems(this IApplicationBuilder app) =>
        app.UseStatusCodePages(RoutingProblems.AnswerAsync).Use(Detour.RefuseAsync);
}
