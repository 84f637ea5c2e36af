using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Http;

/// <summary>A client that sends what no library would.</summary>
internal sealed class RawClient : IDisposable
{
    private const string EndOfChunks = "0\r\n\r\n";
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        var client = new RawClient();
        await client.socket.ConnectAsync(address.Host, address.Port).WaitAsync(SelfHostProcess.Patience);
        return client;
    }

    /// <summary>Sends text as it is, with LF for each end of a line; characters up to U+00FF are bytes.</summary>
    public async Task SendAsync(string text) =>
        _ = await socket.SendAsync(Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"))).WaitAsync(SelfHostProcess.Patience);

    /// <summary>Everything that comes until it ends like this, or to the end of the connection; empty where that was closed without a word.</summary>
    public async Task<string> ReadAsync(string end = EndOfChunks)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            int count;
            do
            {
                count = await socket.ReceiveAsync(buffer).WaitAsync(SelfHostProcess.Patience);
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
            while (count > 0 && !text.ToString().EndsWith(end, StringComparison.Ordinal));
        }
        catch (SocketException)
        {
            // A reset is an end as well.
        }

        return text.ToString();
    }

    /// <summary>The status and the body of the next answer, which is of JSON in one chunk.</summary>
    public async Task<(int Status, JsonElement Body)> ReadAnswerAsync()
    {
        var text = await ReadAsync();
        var (from, to) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        Assert.True(from > 0 && to > from, text);
        return (int.Parse(text.AsSpan("HTTP/1.1 ".Length, 3), provider: null), JsonElement.Parse(text[from..(to + 1)]));
    }

    /// <summary>Says that nothing more will come, or tears the connection down.</summary>
    public void HangUp(bool isTornDown)
    {
        if (isTornDown)
        {
            socket.LingerState = new(enable: true, seconds: 0);
            socket.Close();
        }
        else
        {
            socket.Shutdown(SocketShutdown.Send);
        }
    }

    public void Dispose() => socket.Dispose();
}
