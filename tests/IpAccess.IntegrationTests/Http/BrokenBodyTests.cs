using IpAccess.Allowlists.Versions;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IpAccess.IntegrationTests.Http;

/// <summary>What comes of bodies that do not arrive whole, on the server as it is.</summary>
public sealed class BrokenBodyTests
{
    private const string Slug = "urn:ipaccess:problem:";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static TheoryData<string, string> Routes => new()
    {
        { "POST /v1/allowlist/rules", "text/plain" },
        { "POST /v1/allowlist/preview", "text/csv" },
        { "POST /v1/check", "application/json" },
        { "PATCH /v1/allowlist", "application/merge-patch+json" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_broken_chunk_is_the_clients_own_400(string route, string type)
    {
        await using var service = await KestrelService.StartAsync();
        foreach (var chunks in new[] { "zz\n", "5\n203.0.113.9\n0\n\n", "ffffffffffffffff\n1\n", "-1\n1\n" })
        {
            using var client = await RawClient.ConnectAsync(service.Address);
            await client.SendAsync(Head(service, route, type, "Transfer-Encoding: chunked") + chunks);

            var (status, problem) = await client.ReadAnswerAsync();

            Assert.Equal(400, status);
            Assert.Equal(Slug + "invalid-request", problem.GetProperty("type").GetString());
            Assert.Equal("broken_body", problem.GetProperty("errors")[0].GetProperty("code").GetString());
        }

        Assert.Empty(service.Errors);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_body_that_comes_too_slowly_is_a_408(string route, string type)
    {
        await using var service = await KestrelService.StartAsync(new MinDataRate(10_000, TimeSpan.FromSeconds(1.5)));
        using var client = await RawClient.ConnectAsync(service.Address);
        await client.SendAsync(Head(service, route, type, "Content-Length: 1000") + "1");

        var (status, problem) = await client.ReadAnswerAsync();

        Assert.Equal(408, status);
        Assert.Equal(Slug + "request-timeout", problem.GetProperty("type").GetString());
        Assert.Empty(service.Errors);
    }

    [Theory]
    [InlineData("Content-Length: 1000", false)]
    [InlineData("Content-Length: 1000", true)]
    [InlineData("Transfer-Encoding: chunked", false)]
    [InlineData("Transfer-Encoding: chunked", true)]
    public async Task A_client_that_hangs_up_within_its_body_is_no_error_and_no_fault_of_ours(string framing, bool isTornDown)
    {
        await using var service = await KestrelService.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await HangUpAsync(service, framing, isTornDown);
            await EndedAsync(service, i + 1);
        }

        Assert.All(service.Statuses, status => Assert.InRange(status, 400, 499));
        Assert.True(service.Errors.Count == 0, string.Join("\n", service.Errors));
    }

    private static async Task HangUpAsync(KestrelService service, string framing, bool isTornDown)
    {
        using var client = await RawClient.ConnectAsync(service.Address);
        await client.SendAsync(Head(service, "POST /v1/allowlist/rules", "text/plain", framing + "\nExpect: 100-continue"));

        // The server says so when it begins to read the body.
        Assert.Contains(" 100 ", await client.ReadAsync("\r\n\r\n"), StringComparison.Ordinal);
        await client.SendAsync("5\n203");
        client.HangUp(isTornDown);
    }

    private static string Head(KestrelService service, string route, string type, string framing) =>
        $"{route} HTTP/1.1\nHost: localhost\nAuthorization: Bearer {service.Key}\nContent-Type: {type}\n{framing}\n\n";

    private static async Task EndedAsync(KestrelService service, int requests)
    {
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while (service.Statuses.Count < requests)
        {
            await Task.Delay(Pause, TimeProvider.System, hanging.Token);
        }
    }
}
