using System.Net;
using System.Security.Cryptography;
using System.Text;
using IpAccess.Networks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace IpAccess.Http;

/// <summary>Finds the caller's own address from the connection and the headers that the settings believe.</summary>
internal sealed class ClientAddressResolver
{
    // RFC 1122 and RFC 4291 (loopback), RFC 1918, RFC 6598, RFC 4193 (private), RFC 3927 and RFC 4291 (link-local).
    private static readonly Network[] NotPublic = Networks(
        ["127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "169.254.0.0/16", "fe80::/10"]);

    private readonly ClientAddressOptions options;
    private readonly Network[] trusted;
    private readonly (string Name, string Value)? required;

    /// <summary>A resolver for sound settings.</summary>
    /// <exception cref="ArgumentException">The settings have faults; the message holds them all.</exception>
    public ClientAddressResolver(ClientAddressOptions options)
    {
        var faults = string.Join(' ', options.Validate());
        this.options = faults.Length == 0 ? options : throw new ArgumentException(faults, nameof(options));
        trusted = Networks(options.TrustedProxies);
        required = options.RequiredHeaderParts();
    }

    /// <summary>The caller of a request. Null stands for a peer without an address, such as a Unix socket's.</summary>
    public ClientAddress Resolve(IPAddress? peer, IHeaderDictionary headers)
    {
        var connection = peer is null ? default : Address.From(peer);
        return options.Mode switch
        {
            ClientAddressOptions.ForwardedForMode => FromForwardedFor(connection, headers[ForwardedFor.Header]),
            ClientAddressOptions.HeaderMode => FromHeader(connection, headers),
            _ => FromConnection(connection, Chain([], connection)),
        };
    }

    private static Network[] Networks(IEnumerable<string> texts) =>
        [.. texts.Select(text => NetworkText.Parse(text, out var network) is null ? network : default)];

    private static string[] Chain(IEnumerable<string> seen, Address peer) => peer.IsNone ? [.. seen] : [.. seen, peer.ToString()];

    private static bool IsIn(Network[] networks, Address address) => Array.Exists(networks, network => network.Contains(address));

    private static bool EqualsInFixedTime(string? left, string right) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(left ?? string.Empty), Encoding.UTF8.GetBytes(right));

    private ClientAddress FromConnection(Address peer, string[] chain) =>
        new(options.AllowPrivatePeer || !IsIn(NotPublic, peer) ? peer : default, ClientAddressOptions.Connection, chain);

    private ClientAddress FromForwardedFor(Address peer, StringValues lines)
    {
        var items = ForwardedFor.Items(lines);
        var chain = Chain(items, peer);
        return peer.IsNone || IsIn(trusted, peer)
            ? new(peer.IsNone ? default : FirstUntrusted(items), ClientAddressOptions.ForwardedForMode, chain)
            : new(peer, ClientAddressOptions.Connection, chain);
    }

    private Address FirstUntrusted(IReadOnlyList<string> items)
    {
        foreach (var item in items.Reverse().Take(options.MaxHops))
        {
            if (!ForwardedFor.TryParseItem(item, out var address))
            {
                return default;
            }

            if (!IsIn(trusted, address))
            {
                return address;
            }
        }

        return default;
    }

    private ClientAddress FromHeader(Address peer, IHeaderDictionary headers)
    {
        var values = headers[options.Header!];
        var address = default(Address);
        if (ForwardedFor.Items(values) is [var item] && HasRequiredHeader(headers))
        {
            _ = ForwardedFor.TryParseItem(item, out address);
        }

        return new(address, ClientAddressOptions.HeaderMode, Chain(values.Select(value => value ?? string.Empty), peer));
    }

    private bool HasRequiredHeader(IHeaderDictionary headers) =>
        required is not { } header
        || (headers[header.Name] is { Count: 1 } values && EqualsInFixedTime(values[0], header.Value));
}
