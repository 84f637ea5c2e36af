using IpAccess.Storage.Caching;

namespace IpAccess.Checks;

/// <summary>
/// Which versions of lists are known not to be there yet, for a second: who asks for one that never comes must not have storage
/// read each time.
/// </summary>
internal sealed class MissingVersions(TimeProvider clock) : IDisposable
{
    private const int AccountsInMemory = 10_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(1);
    private readonly WeighedCache<Known> known = new(AccountsInMemory);

    /// <summary>Whether an account's list had no such version a moment ago.</summary>
    public bool IsKnown(string account, long version) =>
        known.Find(account) is { } found && version > found.Newest && clock.GetElapsedTime(found.At) < KnownFor;

    /// <summary>Notes the newest version of an account's list, as it was just read.</summary>
    public void Add(string account, long newest) => known.Put(account, new(newest, clock.GetTimestamp()), bytes: 1);

    /// <summary>Forgets what is known of an account: this process has changed its list.</summary>
    public void Forget(string account) => known.Remove(account);

    /// <inheritdoc/>
    public void Dispose() => known.Dispose();

    private sealed record Known(long Newest, long At);
}
