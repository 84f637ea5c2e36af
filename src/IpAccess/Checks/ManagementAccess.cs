using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Storage;
using IpAccess.Storage.Caching;

namespace IpAccess.Checks;

/// <summary>
/// Which accounts are managed only from addresses that their list lets in (<c>protect_management</c>). Whether one is stands in
/// memory beside the lists, since most are not: their rules need not be read to be managed.
/// </summary>
internal sealed class ManagementAccess : IManagementAccess, IAllowlistWatcher, IDisposable
{
    private const int BytesPerAccount = 256;
    private const int AccountsInMemory = 100_000;
    private readonly AllowlistStore store;
    private readonly CallerDecider decider;
    private readonly TimeProvider clock;
    private readonly FreshCache<Protection> protections;

    /// <summary>With nothing in memory; it hears of each change that this process makes.</summary>
    public ManagementAccess(AllowlistStore store, CallerDecider decider, FreshCaches caches, TimeProvider clock)
    {
        (this.store, this.decider, this.clock) = (store, decider, clock);
        protections = caches.Make<Protection>(
            ReadAsync, _ => BytesPerAccount, AccountsInMemory * BytesPerAccount, protection => protection.IsOver(clock.GetUtcNow()));
        store.Watch(this);
    }

    public async ValueTask<Admission> AskAsync(Caller caller, CancellationToken cancellationToken)
    {
        var own = await AskAsync(caller, caller.KeyAccount, cancellationToken);
        return own == Admission.Granted && caller.Account != caller.KeyAccount
            ? await AskAsync(caller, caller.Account, cancellationToken)
            : own;
    }

    /// <inheritdoc/>
    public ValueTask ChangedAsync(string account, Allowlist? current, long writtenAt)
    {
        // A version that awaits its confirmation needs the one before it: that is read when somebody asks.
        if (current is { Pending: null })
        {
            protections.Put(account, Of(current), writtenAt, other => other.CommittedAt > current.CommittedAt);
        }
        else if (current is null)
        {
            protections.Remove(account);
        }
        else
        {
            protections.MayHaveChanged(account);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void MayHaveChanged(string account) => protections.MayHaveChanged(account);

    public void Dispose() => protections.Dispose();

    private async ValueTask<Admission> AskAsync(Caller caller, string account, CancellationToken cancellationToken)
    {
        switch (await protections.GetAsync(account, cancellationToken))
        {
            case null:
                return Admission.NoAccount;
            case { Freshness: Freshness.Expired }:
                return Admission.Unknown;
            case { Value: var protection } when !protection.At(clock.GetUtcNow()):
                return Admission.Granted;
            default:
                return Of(await decider.DecideAsync(account, caller.Client.Address, cancellationToken));
        }
    }

    private static Admission Of(CallerDecision? decision) => decision switch
    {
        null => Admission.NoAccount,
        { Freshness: Freshness.Expired } => Admission.Unknown,
        { IsManaged: true, IsLetIn: false } => Admission.Blocked,
        _ => Admission.Granted,
    };

    private static Protection Of(Allowlist list) => new(list.CommittedAt, list.Settings.ProtectManagement, list.Pending);

    private async Task<Protection?> ReadAsync(string account, Protection? known)
    {
        var now = clock.GetUtcNow();
        if (await store.FindAsync(account, StorageTimeout.ForDecisions, CancellationToken.None) is not { } list)
        {
            return null;
        }

        if (list.Pending is not { } pending)
        {
            return Of(list);
        }

        var undone = await store.UndoneAsync(list, pending, StorageTimeout.ForDecisions, CancellationToken.None);
        return pending.IsOver(now) ? Of(undone) : Of(list) with { IsOnAfter = undone.Settings.ProtectManagement };
    }

    /// <summary>Whether an account is protected; and whether it is where a version that awaits its confirmation gets none.</summary>
    private sealed record Protection(long CommittedAt, bool IsOn, PendingVersion? Pending)
    {
        public bool IsOnAfter { get; init; }

        public bool IsOver(DateTimeOffset now) => Pending is { } pending && pending.IsOver(now);

        public bool At(DateTimeOffset now) => IsOver(now) ? IsOnAfter : IsOn;
    }
}
