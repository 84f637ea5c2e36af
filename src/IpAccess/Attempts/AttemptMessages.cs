using System.Text;
using System.Text.Json;

namespace IpAccess.Attempts;

/// <summary>Packs entries into messages.</summary>
internal static class AttemptMessages
{
    /// <summary>
    /// Messages with all these entries, each with an id of its own. Entries of the same partition are neighbours, so that
    /// recording a message takes few transactions.
    /// </summary>
    public static IEnumerable<AttemptMessage> Of(IReadOnlyList<AccountAttempt> entries) =>
        entries.GroupBy(entry => entry.Account, entry => entry.Attempt).SelectMany(account => Pack(
            account.Key,
            account.OrderBy(attempt => AttemptRows.PartitionOf(account.Key, attempt.Key.Client), StringComparer.Ordinal)));

    private static IEnumerable<AttemptMessage> Pack(string account, IEnumerable<Attempt> attempts)
    {
        var empty = New(account, []);
        var emptyBytes = Encoding.UTF8.GetByteCount(empty.Write());
        List<Attempt> packed = [];
        var bytes = emptyBytes;
        foreach (var attempt in attempts)
        {
            // With the comma before it, or without.
            var more = JsonSerializer.SerializeToUtf8Bytes(AttemptFields.ToView(attempt), AttemptFields.Options).Length + 1;
            if (packed.Count == AttemptMessage.MostAttempts || bytes + more > AttemptMessage.MostBytes)
            {
                yield return New(account, packed);
                (packed, bytes) = ([], emptyBytes);
            }

            packed.Add(attempt);
            bytes += more;
        }

        yield return New(account, packed);
    }

    private static AttemptMessage New(string account, IReadOnlyList<Attempt> attempts) =>
        new(Guid.CreateVersion7().ToString("n"), account, attempts);
}
