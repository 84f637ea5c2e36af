namespace IpAccess.Networks;

/// <summary>A network that counts for a time.</summary>
/// <param name="Until">When it stops to count, in Unix seconds; null for never.</param>
internal readonly record struct TimedNetwork(Network Network, long? Until);
