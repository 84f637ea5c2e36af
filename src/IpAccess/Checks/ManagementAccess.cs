using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Storage;

namespace IpAccess.Checks;

/// <summary>
/// Which accounts are managed only from addresses that their list lets in (<c>protect_management</c>). Whether one is stands in
/// memory beside the lists, since most are not: their rules need not be read to be managed.
/// </summary>
internal sealed class ManagementAccess : IManagementAccess, IDisposable
{
    private const int BytesPerAccount = 256;
    private const int AccountsInMemory = 100_000;
    private readonly AllowlistStore store;
    private readonly CallerDecider decider;
    private readonly FreshCache<Protection> protections;

    /// <summary>With nothing in memory; it forgets an account whenever this process changes its list.</summary>
    public ManagementAccess(AllowlistStore store, AllowlistEditor editor, CallerDecider decider, TimeProvider clock)
    {
        (this.store, this.decider) = (store, decider);
        protections = new(ReadAsync, _ => BytesPerAccount, AccountsInMemory * BytesPerAccount, clock);
        editor.Changed += protections.Forget;
    }

    /// <inheritdoc/>
    public async ValueTask<Admission> AskAsync(Caller caller, CancellationToken cancellationToken)
    {
        var own = await AskAsync(caller, caller.KeyAccount, cancellationToken);
        return own == Admission.Granted && caller.Account != caller.KeyAccount
            ? await AskAsync(caller, caller.Account, cancellationToken)
            : own;
    }

    /// <inheritdoc/>
    public void Dispose() => protections.Dispose();

    private async ValueTask<Admission> AskAsync(Caller caller, string account, CancellationToken cancellationToken)
    {
        switch (await protections.GetAsync(account, cancellationToken))
        {
            case null:
                return Admission.NoAccount;
            case { Freshness: Freshness.Expired }:
                return Admission.Unknown;
            case { Value.IsOn: false }:
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

    private async Task<Protection?> ReadAsync(string account, Protection? known) =>
        await store.FindAsync(account, Patience.Check, CancellationToken.None) is { } list ? new(list.Settings.ProtectManagement) : null;

    private sealed record Protection(bool IsOn);
}
