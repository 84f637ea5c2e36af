using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IpAccess.Attempts.Entries;
using IpAccess.Text;

namespace IpAccess.Attempts.Queue;

/// <summary>Packs attempts into messages.</summary>
internal static class AttemptMessages
{
    /// <summary>
    /// Messages with all these attempts, each within the limits of one. Attempts of the same partition are neighbours, so that
    /// recording a message takes few transactions.
    /// </summary>
    /// <param name="attempts">The attempts, in any order.</param>
    /// <param name="idOf">The id of the message with this ordinal.</param>
    public static IEnumerable<AttemptMessage> Of(string account, IEnumerable<Attempt> attempts, Func<int, string> idOf)
    {
        List<Attempt> packed = [];
        var empty = BytesOfEmpty(account);
        var (ordinal, bytes) = (0, empty);
        foreach (var attempt in attempts.OrderBy(attempt => AttemptRows.PartitionOf(account, attempt.Key.Client), StringComparer.Ordinal))
        {
            var more = BytesOf(attempt);
            if (packed.Count == AttemptMessage.MostAttempts || bytes + more > MessageJson.MostBytes)
            {
                yield return new(idOf(ordinal++), account, packed);
                (packed, bytes) = ([], empty);
            }

            packed.Add(attempt);
            bytes += more;
        }

        yield return new(idOf(ordinal), account, packed);
    }

    /// <summary>The ids of messages that one request becomes: its own, and for the others ones made of it.</summary>
    public static Func<int, string> IdsOf(string id) => ordinal => ordinal == 0
        ? id
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id} {ordinal}"))));

    private static int BytesOfEmpty(string account) =>
        Encoding.UTF8.GetByteCount(MessageJson.Write(new(new('x', Token.MostCharacters), account, [])));

    // With the comma before it.
    private static int BytesOf(Attempt attempt) =>
        JsonSerializer.SerializeToUtf8Bytes(AttemptFields.ToView(attempt), AttemptFields.Options).Length + 1;
}
