using System.Text.Json;
using IpAccess.Health;
using IpAccess.Maintenance;
using IpAccess.Storage;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Functions;

public sealed class MirrorTests
{
    // What the self-host does by itself, and Functions by a trigger that is no call.
    private static readonly Operation[] Triggered =
    [
        new("RunMaintenance", "TimerTrigger", MaintenanceOperations.Schedule),
        new("IngestAttempts", "QueueTrigger", QueueNames.AccessAttempts),
    ];

    [Fact]
    public async Task The_functions_are_exactly_the_operations_that_Kestrel_maps_and_those_that_no_call_triggers()
    {
        await using var service = await TestService.StartAsync();

        Assert.Empty(Operation.Differences(FunctionSources.Operations(FunctionSources.Files.Values), [.. Mapped(service), .. Triggered]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""[Function("GetLive")] Task A([HttpTrigger(Level.Anonymous, "post", Route = HealthRoutes.Live)] R r) => x.A(r);""")]
    [InlineData("""[Function("GetLive")] Task A([HttpTrigger(Level.Anonymous, "get", "post", Route = HealthRoutes.Live)] R r) => x.A(r);""")]
    [InlineData("""[Function("GetLive")] Task A([HttpTrigger(Level.Anonymous, "get", Route = HealthRoutes.Ready)] R r) => x.A(r);""")]
    [InlineData("""[Function("Live")] Task A([HttpTrigger(Level.Anonymous, "get", Route = HealthRoutes.Live)] R r) => x.A(r);""")]
    [InlineData("""
        [Function("GetLive")] Task A([HttpTrigger(Level.Anonymous, "get", Route = HealthRoutes.Live)] R r) => x.A(r);
        [Function("GetLive")] Task B([HttpTrigger(Level.Anonymous, "get", Route = HealthRoutes.Live)] R r) => x.A(r);
        """)]
    [InlineData("""
        [Function("GetLive")] Task A([HttpTrigger(Level.Anonymous, "get", Route = HealthRoutes.Live)] R r) => x.A(r);
        [Function("GetMore")] Task B([HttpTrigger(Level.Anonymous, "get", Route = HealthRoutes.Ready)] R r) => x.A(r);
        """)]
    [InlineData("""
        [Function("GetLive")] Task A([HttpTrigger(Level.Anonymous, "get", Route = HealthRoutes.Live)] R r) => x.A(r);
        [Function("RunMaintenance")] Task B([TimerTrigger(MaintenanceOperations.Schedule)] T t) => x.B();
        """)]
    public void A_function_too_few_too_many_or_different_is_found(string functions)
    {
        Operation[] mapped = [new("GetLive", "GET", HealthRoutes.Live)];

        Assert.NotEmpty(Operation.Differences(FunctionSources.Operations([$"class F {{ {functions} }}"]), mapped));
    }

    [Fact]
    public async Task Every_route_by_its_constant_is_mapped()
    {
        await using var service = await TestService.StartAsync();
        var constants = typeof(Routes).Assembly.GetExportedTypes()
            .Where(type => type != typeof(Routes) && type.Name.EndsWith(nameof(Routes), StringComparison.Ordinal))
            .SelectMany(type => type.GetFields())
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(Mapped(service).Select(operation => operation.Route).Distinct().Order(), constants.Order());
    }

    [Fact]
    public void The_same_function_is_no_difference()
    {
        const string Same = """class F { [Function("GetLive")] Task A([HttpTrigger(Level.Anonymous, "get", Route = HealthRoutes.Live)] R r) => x.A(r); }""";

        Assert.Empty(Operation.Differences(FunctionSources.Operations([Same]), [new("GetLive", "GET", HealthRoutes.Live)]));
    }

    [Theory]
    [InlineData("""[Function("RunMaintenance")] Task A([TimerTrigger(HealthRoutes.Live)] T t) => x.A();""")]
    [InlineData("""[Function("RunMaintenance")] Task A([OtherTrigger(MaintenanceOperations.Schedule)] T t) => x.A();""")]
    [InlineData("""[Function("Run")] Task A([TimerTrigger(MaintenanceOperations.Schedule)] T t) => x.A();""")]
    public void A_function_that_something_else_triggers_is_found(string function) =>
        Assert.NotEmpty(Operation.Differences(FunctionSources.Operations([$"class F {{ {function} }}"]), Triggered));

    [Fact]
    public void The_schedule_is_once_a_day() => Assert.Matches(@"^0 [1-5]?\d 1?\d \* \* \*$", MaintenanceOperations.Schedule);

    [Fact]
    public void The_prefix_of_host_json_is_that_of_the_routes()
    {
        var host = JsonElement.Parse(File.ReadAllText(Repository.PathOf("host.json")));

        Assert.Equal(Routes.Prefix, host.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
    }

    private static List<Operation> Mapped(TestService service) =>
    [
        .. service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => new Operation(
            endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName,
            string.Join(' ', endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []),
            endpoint.RoutePattern.RawText!.TrimStart('/'))),
    ];
}
