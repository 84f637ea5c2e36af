using IpAccess.Allowlists;
using IpAccess.Checks;
using IpAccess.Http;
using IpAccess.Operators;
using IpAccess.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpAccess.Attempts;

/// <summary>Who tried to come in.</summary>
internal static class AttemptsFeature
{
    public static IServiceCollection AddAttempts(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<AttemptStore>();
        services.AddSingleton<AttemptRetention>();
        services.AddSingleton(p => new Locations(p.Options().GeoDatabase));
        AddRecording(services);
        AddIngest(services);
        services.AddSingleton(p => new AttemptEndpoints(p.Get<Gate>(), p.Get<AttemptStore>(), p.Get<Locations>()));
        services.AddSingleton(p => new ReportEndpoints(p.Get<Gate>(), p.Get<IQueues>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new AllowEndpoints(p.Get<Gate>(), p.Get<AttemptStore>(), p.Get<AllowlistEditor>()));
        services.AddSingleton(p => new PoisonEndpoints(p.Get<Gate>(), p.Get<PoisonStore>(), p.Get<OperatorLog>()));
        return services;
    }

    public static IEndpointRouteBuilder MapAttempts(this IEndpointRouteBuilder routes)
    {
        var attempts = routes.ServiceProvider.Get<AttemptEndpoints>();
        routes.MapRead(AttemptRoutes.Attempts, attempts.ListAttemptsAsync).WithName("ListAttempts");

        var reports = routes.ServiceProvider.Get<ReportEndpoints>();
        routes.MapPost(AttemptRoutes.Attempts, reports.ReportAttemptsAsync).WithName("ReportAttempts");

        var allow = routes.ServiceProvider.Get<AllowEndpoints>();
        routes.MapPost(AttemptRoutes.Allow, allow.AllowAttemptAsync).WithName("AllowAttempt");

        var poison = routes.ServiceProvider.Get<PoisonEndpoints>();
        routes.MapRead(AttemptRoutes.Poison, poison.ListPoisonAsync).WithName("ListPoison");
        routes.MapPost(AttemptRoutes.PoisonReplay, poison.ReplayPoisonAsync).WithName("ReplayPoison");
        return routes;
    }

    private static void AddRecording(IServiceCollection services)
    {
        services.AddSingleton<AttemptMeter>();
        services.AddSingleton(p => new PendingAttempts(p.Options().Limits.PendingAttempts, p.Get<AttemptMeter>()));
        services.AddSingleton<AttemptSender>();
        services.AddSingleton<AttemptRecorder>();
        services.AddSingleton<IAttemptLog>(p => p.Get<AttemptRecorder>());

        // Hosted services stop in reverse order: as the first, it stops after the server, on either host, and misses no check.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(p => p.Get<AttemptRecorder>()));
    }

    private static void AddIngest(IServiceCollection services)
    {
        services.AddSingleton<IngestMeter>();
        services.AddSingleton<AttemptMessageReader>();
        services.AddSingleton<AttemptIntake>();
        services.AddSingleton<PoisonStore>();
        services.AddHostedService<PoisonDepth>();
        services.AddSingleton(p => new AttemptIngest(
            p.Get<AttemptIntake>(), p.Get<PoisonStore>(), p.Get<IngestMeter>(), p.Get<ILogger<AttemptIngest>>()));
    }
}
