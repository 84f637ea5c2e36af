namespace IpAccess.Storage;

/// <summary>
/// The limits that we keep to, below those of Azure Table storage
/// (https://learn.microsoft.com/azure/storage/tables/scalability-targets). Checked on the client, since Azurite does not enforce them all.
/// </summary>
internal static class RowLimits
{
    /// <summary>The changes in one transaction, at most.</summary>
    public const int Changes = 100;

    /// <summary>The bytes of one transaction as it is sent, at most (the service's own limit is 4 MiB).</summary>
    public const int TransactionBytes = 3_670_016;

    /// <summary>The bytes of one row, at most (the service's own limit is 1 MiB).</summary>
    public const int RowBytes = 900 * 1024;

    /// <summary>The bytes of one property, at most.</summary>
    public const int PropertyBytes = 64 * 1024;

    /// <summary>The characters of a row key, at most.</summary>
    public const int KeyCharacters = 512;

    // A change is a part of a multipart body with its own request line and headers.
    private const int SentBytesOfChange = 2_048;
    private const int SentBytesOfProperty = 64;
    private const int SentBytesOfCharacter = 6;

    /// <summary>Refuses a transaction that breaks a limit.</summary>
    /// <exception cref="ArgumentException">
    /// It has no changes, too many or too large ones, two of one row, or a row key with other characters.
    /// </exception>
    public static void Check(IReadOnlyList<RowChange> changes)
    {
        Require(changes.Count is > 0 and <= Changes, $"{changes.Count} changes in one transaction");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            Require(IsKey(change.Row.RowKey), $"row key '{change.Row.RowKey}'");
            Require(keys.Add(change.Row.RowKey), $"two changes of row '{change.Row.RowKey}'");
            var bytes = change.Row.Sum(property => Size(property.Key, property.Value));
            Require(bytes <= RowBytes, $"row '{change.Row.RowKey}' of {bytes} bytes");
        }

        var sent = changes.Sum(SentBytes);
        Require(sent <= TransactionBytes, $"a transaction of {sent} bytes");
    }

    /// <summary>Divides changes, in their order, into transactions that keep the limits.</summary>
    public static IEnumerable<IReadOnlyList<RowChange>> Batch(IEnumerable<RowChange> changes)
    {
        var batch = new List<RowChange>();
        var total = 0L;
        foreach (var change in changes)
        {
            var bytes = SentBytes(change);
            if (batch.Count == Changes || (batch.Count > 0 && total + bytes > TransactionBytes))
            {
                yield return batch;
                (batch, total) = ([], 0);
            }

            batch.Add(change);
            total += bytes;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    // Sent as JSON: bytes as Base64, and no character takes more than its \u escape.
    private static long SentBytes(RowChange change) =>
        SentBytesOfChange + change.Row.Sum(property => SentBytesOfProperty + property.Value switch
        {
            byte[] binary => 4L * ((binary.Length + 2) / 3),
            string text => (long)SentBytesOfCharacter * text.Length,
            _ => 0,
        });

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= KeyCharacters
        && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static long Size(string name, object? value)
    {
        var bytes = value switch
        {
            byte[] binary => binary.Length,
            string text => 2 * text.Length,
            _ => 8,
        };
        Require(bytes <= PropertyBytes, $"property '{name}' of {bytes} bytes");
        return bytes + (2 * name.Length);
    }

    private static void Require(bool kept, string what)
    {
        if (!kept)
        {
            throw new ArgumentException($"Over the limits of table storage: {what}.");
        }
    }
}
