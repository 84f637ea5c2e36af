using IpAccess.Allowlists.Versions;

namespace IpAccess.Maintenance;

/// <summary>Lets go of what a living account does not keep any more.</summary>
internal sealed class AccountRetention(VersionRetention versions)
{
    /// <summary>Lets go of old versions, of pages that none needs, and of old audit entries.</summary>
    public async Task RetainAsync(string account, CancellationToken cancellationToken)
    {
        await versions.RetainAsync(
            account, VersionRetention.VersionsKept, VersionRetention.VersionsKeptFor, cancellationToken);
        await versions.SweepAsync(account, cancellationToken);
        await versions.RetainAuditAsync(account, VersionRetention.AuditKeptFor, cancellationToken);
    }
}
