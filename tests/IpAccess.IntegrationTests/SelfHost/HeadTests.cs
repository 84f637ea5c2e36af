using System.Net.Sockets;
using System.Text;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.SelfHost;

/// <summary>HEAD as it goes over the wire.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class HeadTests(AzuriteFixture azurite)
{
    [NodeTheory]
    [InlineData("/health/live", "200 OK")]
    [InlineData("/v1/allowlist/rules", "200 OK")]
    [InlineData("/v1/allowlist/rules/9", "404 Not Found")]
    [InlineData("/v1/ip_allowlists", "200 OK")]
    [InlineData("/v3/access_settings/whitelist", "200 OK")]
    [InlineData("/v3/nothing", "404 Not Found")]
    [InlineData("/v1/allowlist/preview", "405 Method Not Allowed")]
    public async Task HEAD_is_answered_without_a_body(string path, string status)
    {
        await using var host = await VendorHost.StartAsync(azurite.ConnectionString);

        var answer = await AskAsync(host, path);

        Assert.StartsWith($"HTTP/1.1 {status}\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Request-Id: ", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\r\nCache-Control: ", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(answer.Length - 4, answer.IndexOf("\r\n\r\n", StringComparison.Ordinal));
    }

    // All that comes until the server hangs up: a client of .NET would look at no body.
    private static async Task<string> AskAsync(VendorHost host, string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Address.Host, host.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HEAD {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {host.Key}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }
}
