using System.Globalization;
using System.Net;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Testing;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Tests.Http;

/// <summary>Every row of vectors/client-addresses.tsv.</summary>
public sealed class ClientAddressVectorTests
{
    [Fact]
    public void Every_row_gives_the_client_of_the_table()
    {
        var rows = VectorFile.Rows("client-addresses.tsv").ToList();

        var wrong = rows.Where(row => Client(row) != row[4]).Select(row => $"{row[5]}: {Client(row)}, not {row[4]}");

        Assert.Empty(wrong);
        Assert.True(rows.Count > 20);
    }

    private static string Client(string[] row)
    {
        var options = new ClientAddressOptions
        {
            Mode = "forwarded_for",
            MaxHops = int.Parse(row[2], CultureInfo.InvariantCulture),
        };
        foreach (var proxy in row[1].Split(' '))
        {
            options.TrustedProxies.Add(proxy);
        }

        var headers = new HeaderDictionary { ["X-Forwarded-For"] = row[3].Split("|||") };
        var client = new ClientAddressResolver(options).Resolve(Peer(row[0]), headers).Address;
        return client.IsNone ? "UNKNOWN" : client.ToString();
    }

    private static IPAddress? Peer(string text) => text == "(null)" ? null : Sockets.AddressOf(text);
}
