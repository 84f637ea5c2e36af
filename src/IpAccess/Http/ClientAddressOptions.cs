using IpAccess.Networks;

namespace IpAccess.Http;

/// <summary>The settings <c>IpAccess:ClientAddress</c>: where the caller's own address stands.</summary>
internal sealed class ClientAddressOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "IpAccess:ClientAddress";

    /// <summary>The mode in which the connection's peer is the caller.</summary>
    public const string Connection = "connection";

    /// <summary>The mode in which trusted proxies write the caller into <c>X-Forwarded-For</c>.</summary>
    public const string ForwardedForMode = "forwarded_for";

    /// <summary>The mode in which the platform in front writes the caller, alone, into one header.</summary>
    public const string HeaderMode = "header";

    // The addresses of which no caller on the internet has one (RFC 6890; of IPv6, only 2000::/3 is given out): trusting all but
    // them is trusting everybody.
    private static readonly Network[] NotInternet = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
        "::/3", "4000::/2", "8000::/1");

    /// <summary><c>connection</c>, <c>forwarded_for</c> or <c>header</c>.</summary>
    public string Mode { get; set; } = Connection;

    /// <summary>The networks of the proxies that <c>forwarded_for</c> believes.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>How many items of <c>X-Forwarded-For</c>, from the right, may be read.</summary>
    public int MaxHops { get; set; } = 1;

    /// <summary>The header that holds the caller's address in the mode <c>header</c>.</summary>
    public string? Header { get; set; }

    /// <summary>A header that must be there, as <c>Name: value</c>, for <see cref="Header"/> to be believed.</summary>
    public string? RequiredHeader { get; set; }

    /// <summary>
    /// Whether to believe headers that anybody could write: <see cref="Header"/> without <see cref="RequiredHeader"/> where others
    /// than this machine can call, and proxies that make up all of the internet.
    /// </summary>
    public bool AllowUnverifiedHeader { get; set; }

    /// <summary>Whether, in the mode <c>connection</c>, a loopback, private or link-local peer is a caller and not some relay.</summary>
    public bool AllowPrivatePeer { get; set; } = true;

    /// <summary>Every fault of these settings, each a sentence for who runs the service; none where they are sound.</summary>
    public IEnumerable<string> Validate() =>
        ModeFaults().Concat(TrustedProxies.SelectMany(ProxyFaults)).Concat(AllProxiesFaults()).Concat(RequiredHeaderFaults());

    /// <summary>What is wrong with these settings where others than this machine can call; none where they are sound.</summary>
    public IEnumerable<string> ValidateBeyondLoopback()
    {
        if (Mode == HeaderMode && RequiredHeaderParts() is null && !AllowUnverifiedHeader)
        {
            yield return $"{Section}:Mode is {HeaderMode}, but without {Section}:RequiredHeader every caller could write {Section}:Header: "
                + $"set it, or {Section}:AllowUnverifiedHeader to true where nobody comes around what writes the header.";
        }
    }

    /// <summary>The required header's name and value, or null where none is set.</summary>
    public (string Name, string Value)? RequiredHeaderParts()
    {
        if (string.IsNullOrWhiteSpace(RequiredHeader))
        {
            return null;
        }

        var colon = RequiredHeader.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (RequiredHeader.Trim(), string.Empty)
            : (RequiredHeader[..colon].Trim(), RequiredHeader[(colon + 1)..].Trim());
    }

    private static IEnumerable<string> ProxyFaults(string proxy)
    {
        if (NetworkText.Parse(proxy, out var network) is { } fault)
        {
            yield return $"{Section}:TrustedProxies has '{proxy}': {fault.Message}";
        }
        else if (network.PrefixLength == 0)
        {
            yield return $"{Section}:TrustedProxies has '{proxy}': trusting every address lets every caller choose its own.";
        }
    }

    private static bool IsHeaderName(string name) =>
        name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal));

    private static Network[] Networks(params IEnumerable<string> texts) =>
        [.. texts.Select(text => NetworkText.Parse(text, out var network) is null ? network : default).Where(network => !network.First.IsNone)];

    private IEnumerable<string> AllProxiesFaults()
    {
        var trusted = Networks(TrustedProxies);
        if (AllowUnverifiedHeader || trusted.Any(network => network.PrefixLength == 0))
        {
            yield break;
        }

        var cover = SmallestCover.Of([.. trusted.Concat(NotInternet).Select(network => new TimedNetwork(network, null))]);
        foreach (var family in cover.Where(timed => timed.Network.PrefixLength == 0))
        {
            yield return $"{Section}:TrustedProxies makes up all of the internet that {family.Network} stands for: trusting every address "
                + $"lets every caller choose its own. Name the proxies, or set {Section}:AllowUnverifiedHeader to true.";
        }
    }

    private IEnumerable<string> ModeFaults()
    {
        if (Mode is not (Connection or ForwardedForMode or HeaderMode))
        {
            yield return $"{Section}:Mode is '{Mode}': it must be {Connection}, {ForwardedForMode} or {HeaderMode}.";
        }

        if (MaxHops < 1)
        {
            yield return $"{Section}:MaxHops is {MaxHops}: it must be at least 1.";
        }

        if (Mode == ForwardedForMode && TrustedProxies.Count == 0)
        {
            yield return $"{Section}:Mode is {ForwardedForMode}, but {Section}:TrustedProxies names no proxy to believe.";
        }

        if (Mode == HeaderMode && !IsHeaderName(Header ?? string.Empty))
        {
            yield return $"{Section}:Mode is {HeaderMode}, but {Section}:Header does not name a header.";
        }
    }

    private IEnumerable<string> RequiredHeaderFaults()
    {
        if (RequiredHeaderParts() is not { } required)
        {
            yield break;
        }

        if (!IsHeaderName(required.Name) || required.Value.Length == 0)
        {
            yield return $"{Section}:RequiredHeader must be a header's name, a colon and its value.";
        }

        if (Mode != HeaderMode)
        {
            yield return $"{Section}:RequiredHeader is set, but is read only where {Section}:Mode is {HeaderMode}.";
        }
    }
}
