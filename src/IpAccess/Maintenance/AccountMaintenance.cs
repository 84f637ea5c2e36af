using IpAccess.Accounts;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;

namespace IpAccess.Maintenance;

/// <summary>What is done for one account, by how far its deletion went.</summary>
internal sealed class AccountMaintenance(
    AllowlistStore allowlists, AccountRetention retention, AccountDeletion deletion, AccountOpening opening, AccountEmptying emptying)
{
    private const string Name = "maintenance";

    // An account that is closing and still has its head may have been found to have children: only the operator can go on there.
    /// <summary>
    /// Retention for a living account; the end of a deletion, of its undoing or of an import that was interrupted; emptying of an
    /// account that is kept no longer.
    /// </summary>
    public async Task RunAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        var isAlive = await allowlists.SettleAsync(account.Id, cancellationToken) is not null;
        var actor = Actor.Service(Name, Name);
        switch (account.State)
        {
            case AccountState.Alive:
            case AccountState.Closing when isAlive:
                await retention.RetainAsync(account.Id, cancellationToken);
                break;
            case AccountState.Closing:
            case AccountState.Deleted when isAlive:
                await deletion.FinishAsync(actor, account, cancellationToken);
                break;
            case AccountState.Reopening:
            case AccountState.Importing when isAlive:
                await opening.FinishAsync(actor, account, cancellationToken);
                break;
            default:
                await emptying.EmptyAsync(account, cancellationToken);
                break;
        }
    }
}
