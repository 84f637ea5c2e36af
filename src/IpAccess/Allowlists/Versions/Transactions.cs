using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions;

/// <summary>Transactions whose response may get lost.</summary>
internal static class Transactions
{
    /// <summary>Applies all changes or none.</summary>
    /// <param name="table">The table.</param>
    /// <param name="account">The partition.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="proof">A row that is there if, and only if, this transaction was applied.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Whether they are applied, by this call or by a try of it whose response was lost.</returns>
    public static Task<bool> TryApplyAsync(
        IRowTable table, string account, IReadOnlyList<RowChange> changes, string proof, CancellationToken cancellationToken) =>
        table.TryApplyAsync(
            account, changes, async () => await table.FindAsync(account, proof, cancellationToken) is not null, cancellationToken);
}
