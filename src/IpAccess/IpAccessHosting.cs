using IpAccess.Accounts;
using IpAccess.Accounts.Transfer;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Attempts;
using IpAccess.Attempts.Entries;
using IpAccess.Attempts.Queue;
using IpAccess.Attempts.Recording;
using IpAccess.Audit;
using IpAccess.Checks;
using IpAccess.Compatibility.IncidentIo;
using IpAccess.Compatibility.SendGrid;
using IpAccess.Health;
using IpAccess.History;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Hygiene;
using IpAccess.Keys;
using IpAccess.Maintenance;
using IpAccess.Operators;
using IpAccess.Poison;
using IpAccess.Previews;
using IpAccess.Rules;
using IpAccess.Settings;
using IpAccess.Storage;
using IpAccess.Storage.Caching;
using IpAccess.Storage.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpAccess;

/// <summary>The whole composition of the service, the same for every host.</summary>
public static class IpAccessHosting
{
    private const long Megabyte = 1024 * 1024;
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

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
        builder.Services.AddOptions<StorageOptions>()
            .Configure(options => options.Take(builder.Configuration.GetSection(StorageOptions.Section)))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        AddClock(builder.Services);

        // Bodies have limits of our own: where the server's is lower, it answers before them, and on Functions without a word.
        builder.Services.Configure<KestrelServerOptions>(server => server.Limits.MaxRequestBodySize = null);
        AddStorage(builder.Services);
        AddFeatures(builder.Services);
        AddRecording(builder.Services);
        AddMeasuring(builder.Services);
        if (host == HostKind.Functions)
        {
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopOnFunctions);
            builder.Services.AddSingleton<IValidateOptions<StorageOptions>>(new TriggerStorageValidator(builder.Configuration));
        }

        AddEndpoints(builder.Services);
        return builder;
    }

    /// <summary>Maps every operation to its route. An operation's name is the name of its function on Azure Functions.</summary>
    public static IEndpointRouteBuilder MapIpAccess(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var health = services.GetRequiredService<HealthEndpoints>();
        routes.MapRead(Routes.Live, health.GetLiveAsync).WithName("GetLive");
        routes.MapRead(Routes.Ready, health.GetReadyAsync).WithName("GetReady");

        var accounts = services.GetRequiredService<AccountEndpoints>();
        routes.MapPost(Routes.Accounts, accounts.CreateAccountAsync).WithName("CreateAccount");
        routes.MapRead(Routes.Accounts, accounts.ListAccountsAsync).WithName("ListAccounts");
        routes.MapRead(Routes.Account, accounts.GetAccountAsync).WithName("GetAccount");

        var deletion = services.GetRequiredService<DeletionEndpoints>();
        routes.MapDelete(Routes.Account, deletion.DeleteAccountAsync).WithName("DeleteAccount");
        routes.MapPost(Routes.AccountUndelete, deletion.UndeleteAccountAsync).WithName("UndeleteAccount");

        var transfer = services.GetRequiredService<TransferEndpoints>();
        routes.MapRead(Routes.AccountExport, transfer.ExportAccountAsync).WithName("ExportAccount");
        routes.MapPost(Routes.AccountImport, transfer.ImportAccountAsync).WithName("ImportAccount");

        var ownerKeys = services.GetRequiredService<OwnerKeyEndpoints>();
        routes.MapPost(Routes.AccountKeys, ownerKeys.CreateOwnerKeyAsync).WithName("CreateOwnerKey");

        var recovery = services.GetRequiredService<RecoveryEndpoints>();
        routes.MapPost(Routes.Recovery, recovery.GrantRecoveryAsync).WithName("GrantRecovery");

        var keys = services.GetRequiredService<KeyEndpoints>();
        routes.MapRead(Routes.Keys, keys.ListKeysAsync).WithName("ListKeys");
        routes.MapPost(Routes.Keys, keys.CreateKeyAsync).WithName("CreateKey");
        routes.MapDelete(Routes.Key, keys.RevokeKeyAsync).WithName("RevokeKey");
        routes.MapPost(Routes.KeyRotate, keys.RotateKeyAsync).WithName("RotateKey");

        var settings = services.GetRequiredService<SettingsEndpoints>();
        routes.MapRead(Routes.Allowlist, settings.GetSettingsAsync).WithName("GetSettings");
        routes.MapPatch(Routes.Allowlist, settings.PatchSettingsAsync).WithName("PatchSettings");

        var rules = services.GetRequiredService<RuleEndpoints>();
        routes.MapRead(Routes.Rules, rules.ListRulesAsync).WithName("ListRules");
        routes.MapRead(Routes.Rule, rules.GetRuleAsync).WithName("GetRule");
        routes.MapPatch(Routes.Rule, rules.PatchRuleAsync).WithName("PatchRule");
        routes.MapDelete(Routes.Rule, rules.DeleteRuleAsync).WithName("DeleteRule");

        var bulk = services.GetRequiredService<BulkEndpoints>();
        routes.MapPost(Routes.Rules, bulk.AddRulesAsync).WithName("AddRules");
        routes.MapPut(Routes.Rules, bulk.ReplaceRulesAsync).WithName("ReplaceRules");
        routes.MapPost(Routes.RulesDelete, bulk.DeleteRulesAsync).WithName("DeleteRules");

        var versions = services.GetRequiredService<VersionEndpoints>();
        routes.MapRead(Routes.Versions, versions.ListVersionsAsync).WithName("ListVersions");
        routes.MapRead(Routes.Version, versions.GetVersionAsync).WithName("GetVersion");
        routes.MapRead(Routes.VersionDiff, versions.DiffVersionsAsync).WithName("DiffVersions");

        var restore = services.GetRequiredService<RestoreEndpoints>();
        routes.MapPost(Routes.VersionRestore, restore.RestoreVersionAsync).WithName("RestoreVersion");
        routes.MapPost(Routes.VersionConfirm, restore.ConfirmVersionAsync).WithName("ConfirmVersion");

        var hygiene = services.GetRequiredService<HygieneEndpoints>();
        routes.MapRead(Routes.Hygiene, hygiene.GetHygieneAsync).WithName("GetHygiene");

        var previews = services.GetRequiredService<PreviewEndpoints>();
        routes.MapPost(Routes.Preview, previews.PreviewChangeAsync).WithName("PreviewChange");

        var audit = services.GetRequiredService<AuditEndpoints>();
        routes.MapRead(Routes.Audit, audit.ListAuditAsync).WithName("ListAudit");

        var checks = services.GetRequiredService<CheckEndpoints>();
        routes.MapRead(Routes.Check, checks.CheckAsync).WithName("Check");
        routes.MapPost(Routes.Check, checks.PostCheckAsync).WithName("PostCheck");

        var attempts = services.GetRequiredService<AttemptEndpoints>();
        routes.MapRead(Routes.Attempts, attempts.ListAttemptsAsync).WithName("ListAttempts");

        var reports = services.GetRequiredService<ReportEndpoints>();
        routes.MapPost(Routes.Attempts, reports.ReportAttemptsAsync).WithName("ReportAttempts");

        var allow = services.GetRequiredService<AllowEndpoints>();
        routes.MapPost(Routes.AttemptAllow, allow.AllowAttemptAsync).WithName("AllowAttempt");

        var poison = services.GetRequiredService<PoisonEndpoints>();
        routes.MapRead(Routes.Poison, poison.ListPoisonAsync).WithName("ListPoison");
        routes.MapPost(Routes.PoisonReplay, poison.ReplayPoisonAsync).WithName("ReplayPoison");

        var operatorAudit = services.GetRequiredService<OperatorAuditEndpoints>();
        routes.MapRead(Routes.OperatorAudit, operatorAudit.ListOperatorAuditAsync).WithName("ListOperatorAudit");

        var clientAddress = services.GetRequiredService<ClientAddressEndpoints>();
        routes.MapRead(Routes.ClientAddress, clientAddress.GetClientAddressAsync).WithName("GetClientAddress");
        MapVendors(routes, services);
        return routes;
    }

    /// <summary>Gives unknown paths and methods the service's own problems; for hosts that route by themselves.</summary>
    public static IApplicationBuilder UseIpAccessProblems(this IApplicationBuilder app) =>
        app.UseStatusCodePages(async context =>
        {
            Problem? problem = context.HttpContext.Response.StatusCode switch
            {
                StatusCodes.Status404NotFound => Problems.NotFound,
                StatusCodes.Status405MethodNotAllowed => Problems.MethodNotAllowed,
                _ => null,
            };
            if (problem is not null)
            {
                context.HttpContext.Response.Headers.CacheControl = "private, no-store";
                await Answer.From(context.HttpContext.Request, problem).ExecuteAsync(context.HttpContext);
            }
        });

    // What can be got can also be asked for without its body (RFC 9110, section 9.3.2): the server leaves the body away.
    private static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder routes, string route, Delegate operation) =>
        routes.MapMethods(route, Reading, operation);

    private static void MapVendors(IEndpointRouteBuilder routes, IServiceProvider services)
    {
        var whitelist = services.GetRequiredService<WhitelistEndpoints>();
        routes.MapRead(Routes.Whitelist, whitelist.ListWhitelistAsync).WithName("ListWhitelist");
        routes.MapPost(Routes.Whitelist, whitelist.AddToWhitelistAsync).WithName("AddToWhitelist");
        routes.MapDelete(Routes.Whitelist, whitelist.RemoveFromWhitelistAsync).WithName("RemoveFromWhitelist");
        routes.MapRead(Routes.WhitelistEntry, whitelist.GetWhitelistEntryAsync).WithName("GetWhitelistEntry");
        routes.MapDelete(Routes.WhitelistEntry, whitelist.DeleteWhitelistEntryAsync).WithName("DeleteWhitelistEntry");

        var activity = services.GetRequiredService<ActivityEndpoints>();
        routes.MapRead(Routes.Activity, activity.ListActivityAsync).WithName("ListActivity");

        var ipAllowlist = services.GetRequiredService<IpAllowlistEndpoints>();
        routes.MapRead(Routes.IpAllowlists, ipAllowlist.GetIpAllowlistAsync).WithName("GetIpAllowlist");
        routes.MapPut(Routes.IpAllowlists, ipAllowlist.PutIpAllowlistAsync).WithName("PutIpAllowlist");
    }

    // Whatever clock the host has is the machine's.
    private static void AddClock(IServiceCollection services)
    {
        var machine = services.LastOrDefault(service => service.ServiceType == typeof(TimeProvider))?.ImplementationInstance as TimeProvider;
        services.AddSingleton(p => new StorageClock(machine ?? TimeProvider.System, p.Get<ILogger<StorageClock>>()));
        services.AddSingleton<TimeProvider>(p => p.Get<StorageClock>());
    }

    private static void AddStorage(IServiceCollection services)
    {
        services.TryAddSingleton(p => new StorageConnection(p.Get<IOptions<StorageOptions>>().Value, p.Get<StorageClock>()));
        services.TryAddSingleton<ITables>(p => new BudgetedTables(new AzureTables(p.Get<StorageConnection>().ConnectTables)));
        services.TryAddSingleton<IQueues>(p => new BudgetedQueues(new AzureQueues(p.Get<StorageConnection>().ConnectQueues)));
        services.AddSingleton<CircuitBreaker>();
        services.AddSingleton(p => new CachePolicy { StaleFor = TimeSpan.FromSeconds(Options(p).Limits.MaxStaleSeconds) });
        services.AddSingleton<FreshCaches>();
        services.TryAddSingleton<StorageSetup>();
        services.AddSingleton<StorageOutage>();
    }

    private static void AddFeatures(IServiceCollection services)
    {
        services.AddSingleton(provider => new PageCache(Options(provider).Limits.PageCacheMegabytes * Megabyte));
        services.AddSingleton(new PageLimits());
        services.AddSingleton<AllowlistStore>();
        services.AddSingleton<VersionHistory>();
        services.AddSingleton<AllowlistEditor>();
        services.AddSingleton<VersionRetention>();
        services.AddSingleton<KeyDirectory>();
        services.AddSingleton<IKeyDirectory>(provider => provider.GetRequiredService<KeyDirectory>());
        services.AddSingleton<KeyStore>();
        services.AddSingleton<AccountRows>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<AccountDeletion>();
        services.AddSingleton<AccountOpening>();
        services.AddSingleton(p => new AccountKeeping(TimeSpan.FromDays(Options(p).Retention.DeletedAccountDays), p.Get<TimeProvider>()));
        services.AddSingleton<ListBuilder>();
        services.AddSingleton<AccountExport>();
        services.AddSingleton<AccountImport>();
        services.AddSingleton<ImportedKeys>();
        services.AddSingleton<ImportJournal>();
        services.AddSingleton<OperatorLog>();
        services.AddSingleton<AccountRetention>();
        services.AddSingleton<AccountEmptying>();
        services.AddSingleton<AccountMaintenance>();
        services.AddSingleton(provider => OperatorKey.Parse(Options(provider).OperatorKeySha256)!);
        services.AddSingleton(provider => new ClientAddressResolver(Options(provider).ClientAddress));
        services.AddSingleton<Authenticator>();
        services.AddSingleton<IManagementAccess, ManagementAccess>();
        services.AddSingleton(provider => BlockedResponse.Parse(Options(provider).BlockedResponse)!);
        services.AddSingleton(provider => new BodyBudget(Options(provider).Limits.BodyMegabytes * Megabyte));
        services.AddSingleton<Gate>();
        services.AddSingleton(provider => new DecisionMemory(Options(provider).Limits.DecisionCacheMegabytes * Megabyte));
        services.AddSingleton<DecisionCache>();
        services.AddSingleton<Decider>();
        services.AddSingleton<CallerDecider>();
        services.AddSingleton<AttemptStore>();
        services.AddSingleton<AttemptRetention>();
        services.AddSingleton<AttemptMessageReader>();
        services.AddSingleton<PoisonStore>();
        services.AddSingleton(p => new AttemptIngest(
            p.Get<AttemptMessageReader>(), p.Get<AttemptStore>(), p.Get<PoisonStore>(), p.Get<IngestMeter>(), p.Get<ILogger<AttemptIngest>>()));
        services.AddSingleton(provider => new Locations(Options(provider).GeoDatabase));
        services.AddSingleton<AttemptReplay>();
    }

    private static void AddRecording(IServiceCollection services)
    {
        services.AddSingleton<AttemptMeter>();
        services.AddSingleton(p => new PendingAttempts(Options(p).Limits.PendingAttempts, p.Get<AttemptMeter>()));
        services.AddSingleton<AttemptSender>();
        services.AddSingleton<AttemptRecorder>();
        services.AddSingleton<IAttemptLog>(p => p.Get<AttemptRecorder>());

        // Hosted services stop in reverse order: as the first, it stops after the server, on either host, and misses no check.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(p => p.Get<AttemptRecorder>()));
    }

    private static void AddMeasuring(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<DecisionMeter>();
        services.AddSingleton<IngestMeter>();
        services.AddHostedService<PoisonDepth>();
    }

    // The endpoints are public, for the hosts; what they are made of is not.
    private static void AddEndpoints(IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<RecentReadiness>();
        services.AddSingleton(p => new HealthEndpoints(p.Get<Gate>(), p.Get<RecentReadiness>(), p.Get<StorageClock>()));
        services.AddSingleton(p => new AccountEndpoints(
            p.Get<Gate>(), p.Get<AccountStore>(), p.Get<OperatorLog>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new DeletionEndpoints(
            p.Get<Gate>(), p.Get<AccountDeletion>(), p.Get<AccountOpening>(), p.Get<OperatorLog>()));
        services.AddSingleton(p => new OwnerKeyEndpoints(
            p.Get<Gate>(), p.Get<KeyStore>(), p.Get<OperatorLog>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new TransferEndpoints(
            p.Get<Gate>(), p.Get<AccountExport>(), p.Get<AccountImport>(), p.Get<OperatorLog>()));
        services.AddSingleton(p => new OperatorAuditEndpoints(p.Get<Gate>(), p.Get<OperatorLog>()));
        services.AddSingleton(p => new KeyEndpoints(p.Get<Gate>(), p.Get<KeyStore>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new SettingsEndpoints(
            p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<AllowlistEditor>(), p.Get<DecisionMemory>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new RuleEndpoints(
            p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<AllowlistEditor>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new VersionEndpoints(p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<VersionHistory>()));
        services.AddSingleton(p => new RestoreEndpoints(p.Get<Gate>(), p.Get<AllowlistEditor>()));
        services.AddSingleton(p => new BulkEndpoints(p.Get<Gate>(), p.Get<AllowlistEditor>()));
        services.AddSingleton(p => new RecoveryEndpoints(p.Get<Gate>(), p.Get<AllowlistEditor>(), p.Get<OperatorLog>()));
        services.AddSingleton(p => new HygieneEndpoints(p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new PreviewEndpoints(
            p.Get<Gate>(), p.Get<AllowlistEditor>(), p.Get<AttemptReplay>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new AuditEndpoints(p.Get<Gate>(), p.Get<AllowlistStore>()));
        services.AddSingleton(p => new CheckEndpoints(p.Get<Gate>(), p.Get<Decider>(), p.Get<IAttemptLog>()));
        services.AddSingleton(p => new AttemptEndpoints(p.Get<Gate>(), p.Get<AttemptStore>(), p.Get<Locations>()));
        services.AddSingleton(p => new ReportEndpoints(p.Get<Gate>(), p.Get<IQueues>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new AllowEndpoints(p.Get<Gate>(), p.Get<AttemptStore>(), p.Get<AllowlistEditor>()));
        services.AddSingleton(p => new PoisonEndpoints(p.Get<Gate>(), p.Get<PoisonStore>(), p.Get<OperatorLog>()));
        services.AddSingleton(p => new ClientAddressEndpoints(p.Get<Gate>(), p.Get<CallerDecider>()));
        services.AddSingleton(p => new WhitelistEndpoints(
            p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<AllowlistEditor>(), Options(p).SendGrid));
        services.AddSingleton(p => new ActivityEndpoints(p.Get<Gate>(), p.Get<AttemptStore>(), p.Get<Locations>()));
        services.AddSingleton(p => new IpAllowlistEndpoints(p.Get<Gate>(), p.Get<AllowlistStore>(), p.Get<AllowlistEditor>()));
        services.AddSingleton(p => new MaintenanceOperations(
            p.Get<AccountRows>(), p.Get<AccountMaintenance>(), p.Get<OperatorLog>(), p.Get<ILogger<MaintenanceOperations>>()));
    }

    private static IpAccessOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<IpAccessOptions>>().Value;

    private static T Get<T>(this IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
