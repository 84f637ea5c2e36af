using Azure;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http;
using IpAccess.Storage;

namespace IpAccess.Accounts;

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

    private static object Show(ApiKey? key) => key is null ? new { } : new { Key = KeyView.Of(key) };

    private RowChange ToRow() => (Before, After) switch
    {
        (null, { } added) => RowChange.Insert(KeyRows.ToRow(added)),
        (_, { } changed) => RowChange.Replace(KeyRows.ToRow(changed), ETag.All),
        _ => RowChange.Delete(KeyRows.Name(Before!.Id), ETag.All),
    };
}
