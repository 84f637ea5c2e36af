using System.Reflection;
using IpAccess;
using IpAccess.Maintenance;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions.Tests;

public sealed class FunctionAttributeTests
{
    private static readonly MethodInfo[] Functions =
        [.. typeof(CheckFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => NameOf(method) is not null)];

    private static readonly MethodInfo[] Called = [.. Functions.Where(function => TriggerOf(function) is not null)];

    public static TheoryData<string> Names => [.. Called.Select(function => NameOf(function)!)];

    [Fact]
    public void There_are_functions_and_no_two_have_the_same_name() =>
        Assert.Equal(Functions.Length, Functions.Select(NameOf).Distinct(StringComparer.OrdinalIgnoreCase).Count(name => name is not null));

    [Fact]
    public void Every_route_of_the_service_has_a_function()
    {
        var routes = typeof(Routes).Assembly.GetExportedTypes()
            .Where(type => type != typeof(Routes) && type.Name.EndsWith(nameof(Routes), StringComparison.Ordinal))
            .SelectMany(type => type.GetFields())
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(routes.Order(), Called.Select(function => TriggerOf(function)!.Route!).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_function_is_anonymous_to_the_host_since_keys_are_ours(string name)
    {
        var trigger = TriggerOf(Function(name))!;

        Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel);
        Assert.True(trigger.Methods is not [_, ..] || trigger.Methods.Count(method => method != "head") == 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_function_that_can_be_got_answers_HEAD_too_and_no_other_does(string name)
    {
        var methods = TriggerOf(Function(name))!.Methods ?? [];

        Assert.Equal(methods.Contains("get"), methods.Contains("head"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_function_takes_what_its_operation_takes_and_gives_a_result(string name)
    {
        var function = Function(name);
        var parameters = function.GetParameters();

        Assert.Equal(typeof(Task<IResult>), function.ReturnType);
        Assert.Equal(typeof(HttpRequest), parameters[0].ParameterType);
        Assert.Equal(typeof(CancellationToken), parameters[^1].ParameterType);
        Assert.All(parameters[1..^1], parameter =>
        {
            Assert.Equal(typeof(string), parameter.ParameterType);
            Assert.Contains($"{{{parameter.Name}}}", TriggerOf(function)!.Route, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Maintenance_runs_by_the_schedule_of_the_library_and_not_at_every_start()
    {
        var trigger = Function("RunMaintenance").GetParameters()[0].GetCustomAttribute<TimerTriggerAttribute>()!;

        Assert.Equal(MaintenanceOperations.Schedule, trigger.Schedule);
        Assert.False(trigger.RunOnStartup);
    }

    private static MethodInfo Function(string name) => Functions.Single(function => NameOf(function) == name);

    private static string? NameOf(MethodInfo method) => method.GetCustomAttribute<FunctionAttribute>()?.Name;

    private static HttpTriggerAttribute? TriggerOf(MethodInfo function) =>
        function.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>();
}
