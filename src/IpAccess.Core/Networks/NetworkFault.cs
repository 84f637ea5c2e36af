namespace IpAccess.Networks;

/// <summary>Why a text is not accepted as a network. Codes are part of the API; messages are for people.</summary>
internal sealed record NetworkFault(string Code, string Message)
{
    private const int NetworksTold = 8;

    /// <summary>Nothing that the grammar knows.</summary>
    public static readonly NetworkFault NotAnAddress =
        new("not_an_address", "This is not an IPv4 or IPv6 address or network.");

    /// <summary>A network shorter than /8 (IPv4) or /16 (IPv6), which needs an explicit consent.</summary>
    public static readonly NetworkFault TooBroad =
        new("too_broad", "A network broader than /8 (IPv4) or /16 (IPv6) is accepted only with allow_broad.");

    /// <summary>An octet or a prefix with a leading zero, which some systems read as octal.</summary>
    public static readonly NetworkFault LeadingZero =
        new("leading_zero", "Numbers are decimal and have no leading zeros: 010 would be 8 to some systems and 10 to others.");

    /// <summary>Something else than a prefix length behind the slash.</summary>
    public static readonly NetworkFault BadPrefix =
        new("bad_prefix", "The prefix after the slash is a whole number from 0 to 32 (IPv4) or from 0 to 128 (IPv6).");

    /// <summary>Fewer than four octets without a prefix, or with one that is longer than they are.</summary>
    public static readonly NetworkFault ShortForm =
        new("short_form", "Fewer than four octets need a prefix that is not longer than they are, as in 192.168/16 or 10/8.");

    /// <summary>A wildcard that is not one or more whole octets at the end.</summary>
    public static readonly NetworkFault Wildcard =
        new("wildcard", "A wildcard stands for whole octets at the end of an IPv4 address, as in 192.168.* or 192.168.*.*.");

    /// <summary>An address with a port, or in brackets.</summary>
    public static readonly NetworkFault Port = new("port", "Write the address without brackets and without a port.");

    /// <summary>An address with a zone (RFC 4007), which means something on one machine only.</summary>
    public static readonly NetworkFault Zone = new("zone", "Write the address without the zone after the percent sign.");

    /// <summary>An address and something else with a dash, an en dash or a tilde between them.</summary>
    public static readonly NetworkFault Range =
        new("range", "Ranges are not accepted: write the networks that cover it, each with its prefix.");

    /// <summary>A netmask that names no prefix for the address before it.</summary>
    public static readonly NetworkFault Netmask =
        new("netmask", "Netmasks are not accepted: write the prefix length, as in 10.0.0.0/8.");

    /// <summary>A netmask, with the network to write instead.</summary>
    public static NetworkFault NetmaskFor(Network network) =>
        new(Netmask.Code, $"Netmasks are not accepted: write {network}.");

    /// <summary>A range, with the networks to write instead, of which there may be none.</summary>
    public static NetworkFault RangeOf(IReadOnlyList<Network> cover)
    {
        var more = cover.Count - NetworksTold;
        var rest = more > 0 ? FormattableString.Invariant($" and {more} more, up to {cover[^1]}") : string.Empty;
        return cover.Count == 0
            ? Range
            : new(Range.Code, $"Ranges are not accepted: write {string.Join(' ', cover.Take(NetworksTold))}{rest}.");
    }

    /// <summary>
    /// An IPv4-mapped address with a prefix of a network that holds far more than IPv4 addresses, with what to write instead.
    /// </summary>
    public static NetworkFault MappedFor(Address address, int prefixLength)
    {
        var written = prefixLength <= address.Width ? $"{Network.Around(address, prefixLength)}" : $"{address} with a prefix from 0 to 32";
        return new(BadPrefix.Code, $"A prefix below 96 takes in more than the IPv4 addresses of ::ffff:0:0/96: write {written}.");
    }

    /// <summary>An address or network behind a tag, with what to write instead.</summary>
    public static NetworkFault TaggedFor(string untagged) => new(NotAnAddress.Code, $"Write {untagged}, without the tag before it.");
}
