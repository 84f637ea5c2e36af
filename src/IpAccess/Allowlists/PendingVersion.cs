
namespace IpAccess.Allowlists;

/// <summary>A version that is in force, but undoes itself unless somebody confirms it in time.</summary>
/// <param name="Version">The version.</param>
/// <param name="Until">When it undoes itself, in Unix seconds.</param>
/// <param name="RequestId">The request that made it.</param>
internal sealed record PendingVersion(long Version, long Until, string RequestId)
{
    /// <summary>The version whose rules and settings come back then.</summary>
    public long RevertsTo => Version - 1;

    /// <summary>Whether its time is over.</summary>
    public bool IsOver(DateTimeOffset now) => now.ToUnixTimeSeconds() >= Until;
}
