using System.Globalization;
using Azure.Data.Tables;
using IpAccess.Networks;
using IpAccess.Storage;

namespace IpAccess.Attempts;

/// <summary>
/// The rows of an account's attempts, in sixteen partitions by address, so that one account under attack is not one hot
/// partition. In each: an entry for each key, the same once more by time (newest first), and the messages that were recorded.
/// </summary>
internal static class AttemptRows
{
    /// <summary>The partitions that the attempts of one account are spread over.</summary>
    public const int Shards = 16;

    private const string EntryPrefix = "attempt-";
    private const string RecentPrefix = "recent-";
    private const string MessagePrefix = "message-";
    private const long LastSecond = 99_999_999_999;
    private const int TimeDigits = 11;
    private const int MostCharactersOfPosition = 200;

    /// <summary>All entries by time, newest first.</summary>
    public static RowRange Recent { get; } = RowRange.WithPrefix(RecentPrefix);

    /// <summary>The partitions of an account.</summary>
    public static IEnumerable<string> Partitions(string account) =>
        Enumerable.Range(0, Shards).Select(shard => Partition(account, shard));

    /// <summary>The partition of an account that holds the attempts of an address.</summary>
    public static string PartitionOf(string account, Address client)
    {
        // Neighbours go to different partitions, and who picks addresses can not aim at one by their last digits.
        var mixed = ((ulong)client.Bits ^ (ulong)(client.Bits >> 64)) * 0x9E37_79B9_7F4A_7C15;
        return Partition(account, (int)(mixed >> 60));
    }

    /// <summary>The row of an entry.</summary>
    public static string Entry(AttemptKey key) => EntryPrefix + Name(key);

    /// <summary>The row of an entry by time.</summary>
    public static string RecentOf(Attempt attempt) => $"{RecentPrefix}{Newest(attempt.LastAt)}-{Name(attempt.Key)}";

    /// <summary>The row of an entry, given its row by time.</summary>
    public static string EntryOf(string recent) => EntryPrefix + recent[(RecentPrefix.Length + TimeDigits + 1)..];

    /// <summary>The entries of one address.</summary>
    public static RowRange EntriesOf(Address client) => RowRange.WithPrefix($"{EntryPrefix}{Name(client)}-");

    /// <summary>The entries whose latest attempt is from this time (Unix seconds) or later, after a position; null for all.</summary>
    public static RowRange RecentSince(long? since, string? after) => new(
        after is null ? Recent.From : RowRange.After(RecentPrefix + after, RecentPrefix).From,
        since is { } from ? RowRange.WithPrefix(RecentPrefix + Newest(from)).To : Recent.To);

    /// <summary>The entries whose latest attempt was before this time, in Unix seconds.</summary>
    public static RowRange RecentBefore(long time) =>
        new(RowRange.WithPrefix(RecentPrefix + Newest(time)).To, Recent.To);

    /// <summary>The position of a row by time, for a cursor.</summary>
    public static string PositionOf(string recent) => recent[RecentPrefix.Length..];

    /// <summary>Whether a text is like a position.</summary>
    public static bool IsPosition(string text) =>
        text.Length is > TimeDigits and <= MostCharactersOfPosition
        && text[TimeDigits] == '-'
        && text[..TimeDigits].All(char.IsAsciiDigit)
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>
    /// The row that says a message was recorded. It begins with the day of the message's latest attempt, which is the same
    /// whenever the message comes again, and lets old ones be found.
    /// </summary>
    public static string Message(AttemptMessage message) =>
        $"{MessagePrefix}{Day(message.Attempts.Max(attempt => attempt.LastAt))}-{message.Id}";

    /// <summary>The messages whose latest attempt was on an earlier day than this time, in Unix seconds.</summary>
    public static RowRange MessagesBefore(long time) => new(MessagePrefix, MessagePrefix + Day(time));

    /// <summary>The entry of a row, by key or by time.</summary>
    public static Attempt Read(TableEntity row) => new()
    {
        Key = ReadKey(row.RowKey.StartsWith(RecentPrefix, StringComparison.Ordinal) ? EntryOf(row.RowKey) : row.RowKey),
        FirstAt = row.GetInt64(nameof(Attempt.FirstAt))!.Value,
        LastAt = row.GetInt64(nameof(Attempt.LastAt))!.Value,
        Count = row.GetInt64(nameof(Attempt.Count))!.Value,
        Allowed = row.GetBoolean(nameof(Attempt.Allowed)),
        Credential = row.GetString(nameof(Attempt.Credential)),
        UserAgent = row.GetString(nameof(Attempt.UserAgent)),
        RuleId = row.GetInt64(nameof(Attempt.RuleId)),
    };

    /// <summary>The row of an entry, under this row key.</summary>
    public static TableEntity Write(Attempt attempt, string row) => new()
    {
        RowKey = row,
        [nameof(Attempt.FirstAt)] = attempt.FirstAt,
        [nameof(Attempt.LastAt)] = attempt.LastAt,
        [nameof(Attempt.Count)] = attempt.Count,
        [nameof(Attempt.Allowed)] = attempt.Allowed,
        [nameof(Attempt.Credential)] = attempt.Credential,
        [nameof(Attempt.UserAgent)] = attempt.UserAgent,
        [nameof(Attempt.RuleId)] = attempt.RuleId,
    };

    private static string Partition(string account, int shard) => string.Create(CultureInfo.InvariantCulture, $"{account}-{shard:x1}");

    private static string Newest(long time) =>
        (LastSecond - Math.Clamp(time, 0, LastSecond)).ToString("d11", CultureInfo.InvariantCulture);

    private static string Day(long time) =>
        DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    // Surfaces and methods may have hyphens of their own: the length of the surface tells where the method begins.
    private static string Name(AttemptKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{Name(key.Client)}-{key.Surface?.Length ?? 0:d2}-{key.Surface}-{key.Method}");

    private static string Name(Address client) => client.IsIPv4
        ? string.Create(CultureInfo.InvariantCulture, $"v4-{(uint)client.Bits:x8}")
        : string.Create(CultureInfo.InvariantCulture, $"v6-{client.Bits:x32}");

    private static AttemptKey ReadKey(string row)
    {
        var text = row.AsSpan(EntryPrefix.Length);
        var isIPv4 = text[1] == '4';
        var digits = isIPv4 ? 8 : 32;
        var bits = UInt128.Parse(text.Slice(3, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        text = text[(3 + digits + 1)..];
        var length = int.Parse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture);
        return new(
            isIPv4 ? Address.IPv4((uint)bits) : Address.IPv6(bits),
            NullIfEmpty(text.Slice(3, length)),
            NullIfEmpty(text[(3 + length + 1)..]));
    }

    private static string? NullIfEmpty(ReadOnlySpan<char> text) => text.IsEmpty ? null : text.ToString();
}
