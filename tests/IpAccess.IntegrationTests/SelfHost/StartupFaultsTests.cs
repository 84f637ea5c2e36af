using IpAccess.SelfHost;
using Microsoft.Extensions.Options;

namespace IpAccess.IntegrationTests.SelfHost;

public sealed class StartupFaultsTests
{
    private static readonly OptionsValidationException Settings = new("", typeof(object), ["One is bad.", "Two is bad."]);

    [Fact]
    public void Every_bad_setting_has_its_own_line() =>
        Assert.Equal($"One is bad.{Environment.NewLine}Two is bad.", StartupFaults.Describe(Settings));

    [Fact]
    public void Several_faults_are_all_told() => Assert.Equal(
        $"One is bad.{Environment.NewLine}Two is bad.{Environment.NewLine}Three.",
        StartupFaults.Describe(new AggregateException(Settings, new StartupException("Three."))));

    [Fact]
    public void An_unforeseen_fault_keeps_its_stack_trace()
    {
        Assert.Null(StartupFaults.Describe(new InvalidOperationException("Who knows.")));
        Assert.Null(StartupFaults.Describe(new AggregateException(Settings, new InvalidOperationException("Who knows."))));
    }
}
