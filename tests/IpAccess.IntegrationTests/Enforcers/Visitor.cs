using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>A client at an address of this machine's own (127.0.0.0/8, ::1), who sends what he likes.</summary>
internal static class Visitor
{
    /// <summary>The address that the lists of these tests have.</summary>
    public static readonly IPAddress Listed = new([127, 0, 0, 2]);

    /// <summary>One that they do not have.</summary>
    public static readonly IPAddress Stranger = new([127, 0, 0, 3]);

    /// <summary>Sends a request in a connection of its own, and gives the answer.</summary>
    /// <param name="proxy">To whom.</param>
    /// <param name="from">From which address.</param>
    /// <param name="target">The raw target.</param>
    /// <param name="headers">Headers, a line each.</param>
    /// <param name="body">A body, which makes it a <c>POST</c>.</param>
    public static async Task<Answered> AskAsync(
        this ProxyProcess proxy, IPAddress from, string target = "/", string headers = "", string? body = null)
    {
        using var socket = new Socket(from.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(from.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, proxy.Port);
        var length = body is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\n");
        var more = headers.Length > 0 ? headers.Trim() + "\n" : string.Empty;
        var text = $"{(body is null ? "GET" : "POST")} {target} HTTP/1.1\nHost: app.example.com\nConnection: close\n{length}{more}\n";
        await socket.SendAsync(Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n") + body));
        return Answered.Parse(await ReadAsync(socket));
    }

    /// <summary>Asks as somebody with any address, by way of a load balancer that tells it by the PROXY protocol, and gives the status.</summary>
    public static async Task<int> AskAsAsync(this ProxyProcess proxy, string address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, proxy.Port);
        var (family, here) = address.Contains(':', StringComparison.Ordinal) ? ("TCP6", "::1") : ("TCP4", "127.0.0.1");
        await socket.SendAsync(Encoding.ASCII.GetBytes($"PROXY {family} {address} {here} 4242 80\r\nGET / HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n\r\n"));
        return Answered.Parse(await ReadAsync(socket)).Status;
    }

    /// <summary>Asks until the answer has this status.</summary>
    public static async Task UntilAsync(this ProxyProcess proxy, IPAddress from, int status)
    {
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while ((await proxy.AskAsync(from)).Status != status)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, hanging.Token);
        }
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(SelfHostProcess.Patience) is var count and > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // A reset is an end as well.
        }

        return text.ToString();
    }
}

/// <summary>An answer.</summary>
/// <param name="Status">The status; 0 where there was none.</param>
/// <param name="Head">The head.</param>
/// <param name="Body">What came behind it.</param>
internal sealed record Answered(int Status, string Head, string Body)
{
    public static Answered Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0
            ? new(0, text, string.Empty)
            : new(int.Parse(text.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }
}
