using IpAccess.Checks;
using IpAccess.IntegrationTests.Http;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.SelfHost;

/// <summary>What a stranger can hold of the self-host.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class ServerLimitsTests(AzuriteFixture azurite) : IDisposable
{
    private const string Question = "GET /health/live HTTP/1.1\nHost: localhost\n\n";
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [NodeFact]
    public async Task Headers_that_do_not_end_in_time_are_not_waited_for()
    {
        await using var host = Start("--IpAccess:Limits:HeaderSeconds", "1");
        var address = await host.AddressAsync();
        using var slow = await RawClient.ConnectAsync(address);
        await slow.SendAsync("GET /health/live HTTP/1.1\nX: ");

        Assert.StartsWith("HTTP/1.1 408 ", await slow.ReadAsync(), StringComparison.Ordinal);

        Assert.Equal(0, await host.StopAsync());
        AssertQuiet(host);
    }

    [NodeFact]
    public async Task Connections_beyond_the_limit_are_closed_without_a_line_in_the_log_and_others_are_served_on()
    {
        await using var host = Start("--IpAccess:Limits:Connections", "2");
        var address = await host.AddressAsync();
        using var first = await RawClient.ConnectAsync(address);
        using var second = await RawClient.ConnectAsync(address);
        Assert.Equal(200, await AskAsync(first));
        Assert.Equal(200, await AskAsync(second));

        for (var i = 0; i < 10; i++)
        {
            using var beyond = await RawClient.ConnectAsync(address);
            Assert.Empty(await beyond.ReadAsync());
        }

        Assert.Equal(200, await AskAsync(first));
        Assert.Equal(200, await AskAsync(second));
        Assert.Equal(0, await host.StopAsync());
        AssertQuiet(host);
    }

    private static async Task<int> AskAsync(RawClient client)
    {
        await client.SendAsync(Question);
        return (await client.ReadAnswerAsync()).Status;
    }

    private static void AssertQuiet(SelfHostProcess host) =>
        Assert.DoesNotContain(host.Output.Split('\n'), line => line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" fail: ", StringComparison.Ordinal));

    private SelfHostProcess Start(params string[] arguments) => SelfHostProcess.Start(root.Path, ["--Storage", azurite.ConnectionString, .. arguments]);
}
