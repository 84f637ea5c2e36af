using IpAccess.Allowlists.Versions;
using IpAccess.Attempts.Entries;
using IpAccess.Enforcers.Entries;

namespace IpAccess.Maintenance;

/// <summary>Lets go of what a living account does not keep any more.</summary>
internal sealed class AccountRetention(VersionRetention versions, AttemptRetention attempts, EnforcerStore enforcers)
{
    /// <summary>Lets go of old versions, of pages that none needs, of old audit entries, of old attempts, and of who enforced the list long ago.</summary>
    public async Task RetainAsync(string account, CancellationToken cancellationToken)
    {
        await versions.RetainAsync(
            account, VersionRetention.VersionsKept, VersionRetention.VersionsKeptFor, cancellationToken);
        await versions.SweepAsync(account, cancellationToken);
        await versions.RetainAuditAsync(account, VersionRetention.AuditKeptFor, cancellationToken);
        await attempts.RetainAsync(account, cancellationToken);
        await enforcers.RetainAsync(account, cancellationToken);
    }
}
