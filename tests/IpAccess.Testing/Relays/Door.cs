using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace IpAccess.Testing.Relays;

/// <summary>The port of a <see cref="FaultProxy"/>. Shut, it listens no more, so that the system itself refuses connections.</summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TcpClient, byte> guests = new();
    private readonly Lock gate = new();
    private readonly int behind;
    private TcpListener? listener;

    private Door(int behind)
    {
        this.behind = behind;
        Listen(0);
    }

    /// <summary>The port.</summary>
    public int Port { get; private set; }

    /// <summary>Whether connections are refused, and those that live are reset.</summary>
    public bool IsShut
    {
        set
        {
            lock (gate)
            {
                if (value && listener is not null)
                {
                    listener.Dispose();
                    listener = null;
                    ShowOut();
                }
                else if (!value && listener is null)
                {
                    Listen(Port);
                }
            }
        }
    }

    /// <summary>Opens one before a port of this machine.</summary>
    public static Door Open(int behind) => new(behind);

    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            listener?.Dispose();
            listener = null;
            ShowOut();
        }

        return ValueTask.CompletedTask;
    }

    private void Listen(int port)
    {
        listener = new(IPAddress.Loopback, port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync(listener);
    }

    private void ShowOut()
    {
        foreach (var guest in guests.Keys)
        {
            guest.LingerState = new(enable: true, seconds: 0);
            guest.Dispose();
        }
    }

    private async Task AcceptAsync(TcpListener open)
    {
        try
        {
            while (true)
            {
                _ = LeadAsync(await open.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was shut.
        }
    }

    private async Task LeadAsync(TcpClient guest)
    {
        using var host = new TcpClient { NoDelay = true };
        try
        {
            guest.NoDelay = true;
            guests[guest] = 0;
            await host.ConnectAsync(IPAddress.Loopback, behind);
            var (front, back) = (guest.GetStream(), host.GetStream());
            await Task.WhenAny(front.CopyToAsync(back), back.CopyToAsync(front));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One of the two has left.
        }
        finally
        {
            _ = guests.TryRemove(guest, out _);
            guest.Dispose();
        }
    }
}
