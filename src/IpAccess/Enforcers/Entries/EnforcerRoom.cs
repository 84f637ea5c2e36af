using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Enforcers.Entries;

/// <summary>
/// The room that an account has for those who enforce its list. Whoever has a key chooses names: so there are only so many of a key, and
/// of an account; and where it is full, whoever was not seen for longest makes room, if that is a day or more.
/// </summary>
/// <param name="rows">All rows of the account.</param>
/// <param name="now">The time.</param>
internal sealed class EnforcerRoom(IReadOnlyList<TableEntity> rows, DateTimeOffset now)
{
    /// <summary>Those of one key, at most.</summary>
    public const int OfKey = 100;

    /// <summary>Those of one account, at most.</summary>
    public const int OfAccount = 1_000;

    /// <summary>The row that changes whenever a name is added, so that two who add some at once do not find the same room.</summary>
    public const string Names = "names";

    private readonly Dictionary<string, (Enforcer Enforcer, TableEntity? Row)> known = rows
        .Where(row => row.RowKey != Names)
        .ToDictionary(row => row.RowKey, row => (Enforcer.Read(row), (TableEntity?)row), StringComparer.Ordinal);

    private readonly TableEntity? names = rows.FirstOrDefault(row => row.RowKey == Names);
    private readonly List<RowChange> changes = [];
    private bool isGrown;

    /// <summary>For how long somebody must not have been seen to make room for others.</summary>
    public static TimeSpan YieldsAfter { get; } = TimeSpan.FromDays(1);

    /// <summary>What has to be changed together for those who found room; nothing where storage has all of it.</summary>
    public IReadOnlyList<RowChange> Changes => isGrown ? [.. changes, NamesChanged()] : changes;

    /// <summary>Finds room for somebody.</summary>
    /// <returns>Whether there is some.</returns>
    public bool TryTake(Enforcer enforcer)
    {
        if (known.TryGetValue(enforcer.Row, out var there))
        {
            if (there.Row is { } before && there.Enforcer.SeenAt <= enforcer.SeenAt)
            {
                known[enforcer.Row] = (enforcer, null);
                changes.Add(RowChange.Replace(enforcer.Write(), before.ETag));
            }

            return true;
        }

        if (!TryMakeRoom(enforcer.Key))
        {
            return false;
        }

        known[enforcer.Row] = (enforcer, null);
        changes.Add(RowChange.Insert(enforcer.Write()));
        isGrown = true;
        return true;
    }

    private bool TryMakeRoom(string key)
    {
        var ofKey = known.Values.Where(each => each.Enforcer.Key == key).ToList();
        var crowd = ofKey.Count >= OfKey ? ofKey : known.Count >= OfAccount ? known.Values.ToList() : [];
        if (crowd.Count == 0)
        {
            return true;
        }

        var (oldest, row) = crowd.MinBy(each => each.Enforcer.SeenAt);
        if (row is null || oldest.SeenAt > (now - YieldsAfter).ToUnixTimeSeconds())
        {
            return false;
        }

        known.Remove(oldest.Row);
        changes.Add(RowChange.Delete(oldest.Row, row.ETag));
        return true;
    }

    private RowChange NamesChanged()
    {
        var row = new TableEntity { RowKey = Names };
        return names is null ? RowChange.Insert(row) : RowChange.Replace(row, names.ETag);
    }
}
