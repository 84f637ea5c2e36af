using System.Security.Cryptography;
using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Enforcers.Entries;

/// <summary>Who enforces the list of each account: a row each, in the account's partition.</summary>
internal sealed class EnforcerStore(ITables tables, TimeProvider clock)
{
    // Each new row may take the place of another one, and the row of the names comes along.
    private const int AddedAtOnce = (RowLimits.Changes - 1) / 2;
    private const int MostTries = 10;
    private const int PauseMilliseconds = 50;
    private readonly IRowTable table = tables.Open(TableNames.Enforcers, StorageTimeout.ForOperations);

    /// <summary>How long after it was seen last somebody is forgotten.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromDays(30);

    /// <summary>All that are not forgotten, in no order that means anything.</summary>
    public IAsyncEnumerable<Enforcer> ReadAsync(string account, CancellationToken cancellationToken)
    {
        var oldest = (clock.GetUtcNow() - KeptFor).ToUnixTimeSeconds();
        return ReadRowsAsync(account, cancellationToken)
            .Where(row => row.RowKey != EnforcerRoom.Names)
            .Select(Enforcer.Read)
            .Where(enforcer => enforcer.SeenAt >= oldest);
    }

    /// <summary>Writes anew what is known to be there, and not to have been written by others since.</summary>
    public async Task RenewAsync(string account, IEnumerable<Enforcer> enforcers, CancellationToken cancellationToken)
    {
        foreach (var changes in RowLimits.Batch(enforcers.Select(enforcer => RowChange.Put(enforcer.Write()))))
        {
            await table.TryApplyAsync(account, changes, cancellationToken);
        }
    }

    /// <summary>
    /// Writes what may be there or not, unless others wrote something newer. However many do so at once, no more are there in the end
    /// than <see cref="EnforcerRoom"/> has room for.
    /// </summary>
    /// <returns>Those that there is no room for.</returns>
    /// <exception cref="TimeoutException">Others wrote all the time.</exception>
    public async Task<IReadOnlyList<Enforcer>> AddAsync(
        string account, IEnumerable<Enforcer> enforcers, CancellationToken cancellationToken)
    {
        var refused = new List<Enforcer>();
        foreach (var some in enforcers.Chunk(AddedAtOnce))
        {
            refused.AddRange(await AddSomeAsync(account, some, cancellationToken));
        }

        return refused;
    }

    /// <summary>Forgets who has not been seen for long. Who is seen meanwhile stays.</summary>
    public async Task RetainAsync(string account, CancellationToken cancellationToken)
    {
        var oldest = (clock.GetUtcNow() - KeptFor).ToUnixTimeSeconds();
        var forgotten = ReadRowsAsync(account, cancellationToken)
            .Where(row => row.RowKey != EnforcerRoom.Names && Enforcer.Read(row).SeenAt < oldest);
        await foreach (var row in forgotten.WithCancellation(cancellationToken))
        {
            await table.TryApplyAsync(account, [RowChange.Delete(row.RowKey, row.ETag)], cancellationToken);
        }
    }

    private IAsyncEnumerable<TableEntity> ReadRowsAsync(string account, CancellationToken cancellationToken) =>
        table.ReadAsync(account, RowRange.WithPrefix(string.Empty), columns: null, cancellationToken);

    private async Task<IReadOnlyList<Enforcer>> AddSomeAsync(
        string account, IReadOnlyList<Enforcer> enforcers, CancellationToken cancellationToken)
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            var room = new EnforcerRoom(await ReadRowsAsync(account, cancellationToken).ToListAsync(cancellationToken), clock.GetUtcNow());
            var refused = enforcers.Where(enforcer => !room.TryTake(enforcer)).ToList();
            if (room.Changes is not { Count: > 0 } changes || await table.TryApplyAsync(account, changes, cancellationToken))
            {
                return refused;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(PauseMilliseconds)), clock, cancellationToken);
        }

        throw new TimeoutException($"Others wrote to the enforcers of {account} all the time.");
    }
}
