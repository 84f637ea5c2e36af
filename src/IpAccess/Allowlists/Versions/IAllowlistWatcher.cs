namespace IpAccess.Allowlists.Versions;

/// <summary>
/// Hears of everything that this process does to lists, before whoever asked for it does: commits, the making and the deletion of
/// accounts, versions that were undone.
/// </summary>
internal interface IAllowlistWatcher
{
    /// <summary>A change was written.</summary>
    /// <param name="current">Its list as it is now; null where the account was deleted.</param>
    /// <param name="writtenAt">The clock's timestamp from before the write.</param>
    ValueTask ChangedAsync(string account, Allowlist? current, long writtenAt);

    /// <summary>A change was tried, and it is not known whether it was written.</summary>
    void MayHaveChanged(string account);
}
