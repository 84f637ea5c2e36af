using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Snapshots;

/// <summary>An enabled rule of a snapshot: 64 bytes, as a million of them are kept in memory.</summary>
internal sealed class SnapshotRule(long id, Network network, long? expiresAt) : IDecidingRule
{
    private const long Never = long.MaxValue;

    // A nullable time would take twice its bytes.
    private readonly long until = expiresAt ?? Never;

    /// <inheritdoc/>
    public long Id { get; } = id;

    /// <inheritdoc/>
    public Network Network { get; } = network;

    /// <inheritdoc/>
    public string? Label => null;

    /// <inheritdoc/>
    public bool Enabled => true;

    /// <inheritdoc/>
    public long? ExpiresAt => until == Never ? null : until;
}
