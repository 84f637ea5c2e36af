using Azure;
using IpAccess.Allowlists;
using IpAccess.Http;
using IpAccess.Storage;
using IpAccess.Text;

namespace IpAccess.Keys;

/// <summary>One key before and after a change; null where it is not there.</summary>
internal sealed record KeyChange(ApiKey? Before, ApiKey? After)
{
    /// <summary>The change of the key's row.</summary>
    public RowChange Row => (Before, After) switch
    {
        (null, { } added) => RowChange.Insert(KeyRows.ToRow(added)),
        (_, { } changed) => RowChange.Replace(KeyRows.ToRow(changed), ETag.All),
        _ => RowChange.Delete(KeyRows.Name(Before!.Id), ETag.All),
    };

    /// <summary>What the change of the key's <see cref="Row"/> comes with: the audit of it, but no version of the list.</summary>
    public Change ToCommit(string action, Actor actor) => new()
    {
        MakesVersion = false,
        Audit = [AuditJson.Entry(action, actor, Show(Before), Show(After))],
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

    private static object Show(ApiKey? key) => key is null ? new { } : new { Key = AuditedKey.Of(key) };
}

/// <summary>A key as the audit tells it: without its secret, and without what proves it. Times are RFC 3339.</summary>
internal sealed record AuditedKey(
    string Id,
    string? Label,
    IReadOnlyList<string> Scopes,
    string CreatedAt,
    string? ExpiresAt,
    ClientAddressSource ClientAddress,
    string? Surface)
{
    /// <summary>The record of a key.</summary>
    public static AuditedKey Of(ApiKey key) => new(
        key.Id,
        key.Label,
        Http.Scopes.NamesOf(key.Scopes),
        TimeText.Of(key.CreatedAt),
        TimeText.Of(key.ExpiresAt),
        key.ClientAddress,
        key.Surface);
}
