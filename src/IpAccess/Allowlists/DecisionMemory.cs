namespace IpAccess.Allowlists;

/// <summary>How much memory there is for the lists that decisions are made from (<c>IpAccess:Limits:DecisionCacheMegabytes</c>).</summary>
/// <param name="Bytes">The bytes for all lists together.</param>
internal sealed record DecisionMemory(long Bytes)
{
    private const int BytesPerRule = 160;
    private const int BytesPerAccount = 1024;

    /// <summary>About how many bytes a list of so many rules takes, without what finds a rule by address.</summary>
    public static long BytesOf(long ruleCount) => BytesPerAccount + (BytesPerRule * ruleCount);

    /// <summary>Whether a list of so many rules has room at all.</summary>
    public bool Holds(long ruleCount) => BytesOf(ruleCount) <= Bytes;
}
