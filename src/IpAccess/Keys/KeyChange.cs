using Azure;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Storage;

namespace IpAccess.Keys;

/// <summary>One key before and after a change; null where it is not there.</summary>
internal sealed record KeyChange(ApiKey? Before, ApiKey? After)
{
    /// <summary>The commit that makes the change: the key's row and the audit of it, but no version of the list.</summary>
    public Change ToCommit(string action, Caller caller) => new()
    {
        MakesVersion = false,
        Rows = [ToRow()],
        Audit = [AuditJson.Entry(action, caller, Show(Before), Show(After))],
    };

    /// <summary>Tells those who keep keys in memory that the change was written.</summary>
    /// <param name="directory">Who keeps them.</param>
    /// <param name="writtenAt">The clock's timestamp from before the write.</param>
    public void TellTo(KeyDirectory directory, long writtenAt)
    {
        if (After is { } key)
        {
            directory.Keep(key, writtenAt);
        }
        else
        {
            directory.ForgetKey(Before!.Id);
        }
    }

    /// <summary>Tells them that nobody knows whether it was.</summary>
    public void MayHaveHappened(KeyDirectory directory)
    {
        if ((After ?? Before) is { } key)
        {
            directory.KeyMayHaveChanged(key.Id);
        }
    }

    private static object Show(ApiKey? key) => key is null ? new { } : new { Key = KeyView.Of(key) };

    private RowChange ToRow() => (Before, After) switch
    {
        (null, { } added) => RowChange.Insert(KeyRows.ToRow(added)),
        (_, { } changed) => RowChange.Replace(KeyRows.ToRow(changed), ETag.All),
        _ => RowChange.Delete(KeyRows.Name(Before!.Id), ETag.All),
    };
}
