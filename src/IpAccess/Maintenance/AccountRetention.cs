using IpAccess.Allowlists.Versions;
using IpAccess.Attempts.Entries;

namespace IpAccess.Maintenance;

/// <summary>Lets go of what a living account does not keep any more.</summary>
internal sealed class AccountRetention(VersionRetention versions, AttemptRetention attempts)
{
    /// <summary>Lets go of old versions, of pages that none needs, of old audit entries, and of old attempts.</summary>
    public async Task RetainAsync(string account, CancellationToken cancellationToken)
    {
        await versions.RetainAsync(
            account, VersionRetention.VersionsKept, VersionRetention.VersionsKeptFor, cancellationToken);
        await versions.SweepAsync(account, cancellationToken);
        await versions.RetainAuditAsync(account, VersionRetention.AuditKeptFor, cancellationToken);
        await attempts.RetainAsync(account, cancellationToken);
    }
}
