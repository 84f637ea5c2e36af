using IpAccess.Accounts;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Storage;

namespace IpAccess.Maintenance;

/// <summary>What is done for one account, by how far its deletion went.</summary>
internal sealed class AccountMaintenance(
    AllowlistStore allowlists, AccountRetention retention, AccountDeletion deletion, AccountEmptying emptying)
{
    private const string Name = "maintenance";

    // An account that is closing and still has its head may have been found to have children: only the operator can go on there.
    /// <summary>Retention for a living account; the end of a deletion that was interrupted; emptying of a deleted account.</summary>
    public async Task RunAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        var isAlive = await allowlists.FindAsync(account.Id, Patience.Write, cancellationToken) is not null;
        switch (account.State)
        {
            case AccountState.Alive:
            case AccountState.Closing when isAlive:
                await retention.RetainAsync(account.Id, cancellationToken);
                break;
            case AccountState.Closing:
            case AccountState.Deleted when isAlive:
                await deletion.FinishAsync(Caller.Service(account.Id, Name, Name), account, cancellationToken);
                break;
            default:
                await emptying.EmptyAsync(account, cancellationToken);
                break;
        }
    }
}
