namespace IpAccess.Accounts;

/// <summary>How long the data and the id of an account are kept that nobody uses.</summary>
/// <param name="deletedFor">How long a deletion can be taken back.</param>
internal sealed class AccountKeeping(TimeSpan deletedFor, TimeProvider clock)
{
    /// <summary>How long an import that was interrupted can go on.</summary>
    public static TimeSpan ImportedFor { get; } = TimeSpan.FromDays(1);

    /// <summary>Whether it is time to sweep an account: it was deleted long ago, or its import was given up.</summary>
    public bool IsOver(AccountRecord account) => account.State switch
    {
        AccountState.Sweeping => true,
        AccountState.Deleted => Age(account.DeletedAt ?? 0) > deletedFor,
        AccountState.Importing => Age(account.CreatedAt) > ImportedFor,
        _ => false,
    };

    private TimeSpan Age(long since) => clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(since);
}
