using IpAccess.Http;
using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>Something a caller should know about a request that was done.</summary>
/// <param name="Code">What it is, for programs.</param>
/// <param name="Message">What it is, for people.</param>
internal sealed record Warning(string Code, string Message)
{
    /// <summary>The caller's address is not known.</summary>
    public static Warning UnknownAddress { get; } = new(
        "unknown_address", "The service can not tell your address, so no list lets it in. See the setting IpAccess:ClientAddress.");

    /// <summary>The list does not fit into the memory from which decisions are made.</summary>
    public static Warning TooLargeForMemory { get; } = new(
        "too_large_for_memory", "The list is larger than the memory for decisions: see the setting IpAccess:Limits:DecisionCacheMegabytes.");

    /// <summary>The caller's address is let in only until a time.</summary>
    public static Warning ExpiresOnYou(Address caller, long until) => new(
        "expires_on_you", $"Your own address {caller} is let in only until {ApiJson.Time(until)}, when the last rule for it expires.");
}
