using IpAccess;
using IpAccess.SelfHost;

try
{
    var builder = WebApplication.CreateBuilder(args);
    var console = new QuietConsole();
    console.AddTo(builder);
    Telemetry.AddTo(builder);
    ListenAddresses.Settle(builder.Configuration);
    await using var azurite = await LocalStorage.StartUnlessNamedAsync(builder, Console.Out);
    builder.AddIpAccess(HostKind.Kestrel);
    ServerLimits.AddTo(builder);
    builder.Services.Configure<IpAccessOptions>(
        options => options.ReachesBeyondLoopback = ListenAddresses.ReachBeyondLoopback(builder.Configuration));
    builder.Services.AddHostedService<QueuePump>();
    builder.Services.AddHostedService<MaintenanceTimer>();
    builder.Services.AddHostedService<LateStorage>();
    await using var app = builder.Build();
    console.Follow(app.Lifetime);
    await FirstRun.PrepareStorageAsync(app, isOurs: azurite is not null, Console.Out);
    if (azurite is not null)
    {
        await FirstRun.OfferAccountAsync(app, Console.Out);
    }

    app.UseIpAccessProblems();
    app.MapIpAccess();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (StartupFaults.Describe(exception) is not null)
{
    await Console.Error.WriteLineAsync(StartupFaults.Describe(exception));
    return 1;
}
