using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace IpAccess.Testing.Relays;

/// <summary>Stands between a service and its queues, and can be cut: then no connection lives, and no new one gets through.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private const string QueueEndpoint = "QueueEndpoint=";
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, Task> connections = new();
    private readonly Uri target;
    private readonly Task accepting;
    private volatile bool isCut;

    private TcpRelay(Uri target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The connection string of the storage, its queues by way of this.</summary>
    public string ConnectionString { get; private set; } = string.Empty;

    public static TcpRelay Start(string connectionString)
    {
        var endpoint = connectionString.Split(';').Single(part => part.StartsWith(QueueEndpoint, StringComparison.Ordinal))[QueueEndpoint.Length..];
        var relay = new TcpRelay(new(endpoint));
        var here = new UriBuilder(endpoint) { Port = ((IPEndPoint)relay.listener.LocalEndpoint).Port };
        relay.ConnectionString = connectionString.Replace(endpoint, here.Uri.ToString(), StringComparison.Ordinal);
        return relay;
    }

    public void Cut()
    {
        isCut = true;
        foreach (var connection in connections.Keys)
        {
            connection.Dispose();
        }
    }

    public void Mend() => isCut = false;

    public async ValueTask DisposeAsync()
    {
        Cut();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(connections.Values);
    }

    private static async Task RelayAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await Task.WhenAny(from.GetStream().CopyToAsync(to.GetStream()), to.GetStream().CopyToAsync(from.GetStream()));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was cut.
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var connection = await listener.AcceptTcpClientAsync();
                connections[connection] = ServeAsync(connection);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        await Task.Yield();
        using (connection)
        {
            if (!isCut)
            {
                using var storage = new TcpClient();
                await storage.ConnectAsync(target.Host, target.Port);
                await RelayAsync(connection, storage);
            }
        }

        connections.TryRemove(connection, out _);
    }
}
