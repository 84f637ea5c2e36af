using System.Globalization;
using Azure.Data.Tables;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Networks;
using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions;

/// <summary>An audit entry as it is stored, with what the commit added.</summary>
/// <param name="Version">The version after the change.</param>
/// <param name="At">When it was, in Unix seconds.</param>
/// <param name="Entry">What was done.</param>
/// <param name="Position">Where it stands: a reader can go on after it.</param>
internal sealed record StoredAudit(long Version, long At, AuditEntry Entry, string Position);

/// <summary>The rows of the audit. Newer ones sort before older ones.</summary>
internal static class AuditRow
{
    private const string Prefix = "audit-";
    private const long LastMillisecond = 99_999_999_999_999;
    private const int LastOrdinal = 99;
    private const int PositionLength = 14 + 1 + 19 + 1 + 2 + 1 + 32;

    /// <summary>The rows of entries from this time on, newest first.</summary>
    /// <param name="since">In Unix milliseconds; null for all.</param>
    /// <param name="after">The position to begin after; null for the newest.</param>
    public static RowRange Range(long? since, string? after)
    {
        var all = RowRange.WithPrefix(Prefix);
        return new(
            after is null ? all.From : RowRange.After(Prefix + after, Prefix).From,
            since is { } from ? RowRange.WithPrefix(Start(from)).To : all.To);
    }

    /// <summary>The rows of entries from before this time, in Unix milliseconds.</summary>
    public static RowRange Before(long time) => new(RowRange.WithPrefix(Start(time)).To, RowRange.WithPrefix(Prefix).To);

    /// <summary>Whether a text is like the position of an entry.</summary>
    public static bool IsPosition(string text) =>
        text.Length == PositionLength && text.All(c => char.IsAsciiHexDigitLower(c) || c == '-');

    /// <summary>The row of an entry.</summary>
    /// <param name="entry">What was done.</param>
    /// <param name="ordinal">Its place among the entries of the commit.</param>
    /// <param name="head">The head that the commit writes.</param>
    public static TableEntity Write(AuditEntry entry, int ordinal, Head head) => new()
    {
        RowKey = Key(ordinal, head),
        [Columns.Version] = head.State.Version,
        [Columns.CommittedAt] = head.CommittedAt,
        [Columns.Action] = entry.Action,
        [Columns.ActorKey] = entry.Actor.Key,
        [Columns.ActorAddress] = entry.Actor.Address.ToString(),
        [Columns.ActorDerivedFrom] = entry.Actor.DerivedFrom,
        [Columns.Before] = Packed.Wrap(PackedKind.Blob, entry.Before),
        [Columns.After] = Packed.Wrap(PackedKind.Blob, entry.After),
        [Columns.RequestId] = entry.Actor.RequestId,
    };

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static StoredAudit Read(TableEntity row)
    {
        _ = NetworkText.TryParseAddress(row.GetString(Columns.ActorAddress), out var address);
        var actor = new Actor(
            row.GetString(Columns.ActorKey), address, row.GetString(Columns.ActorDerivedFrom), row.GetString(Columns.RequestId));
        var entry = new AuditEntry(
            row.GetString(Columns.Action),
            actor,
            Packed.Unwrap(PackedKind.Blob, row.GetBinary(Columns.Before)),
            Packed.Unwrap(PackedKind.Blob, row.GetBinary(Columns.After)));
        return new(
            row.GetInt64(Columns.Version)!.Value,
            row.GetInt64(Columns.CommittedAt)!.Value / 1000,
            entry,
            row.RowKey[Prefix.Length..]);
    }

    /// <summary>The row key of an entry: unlike that of any other commit, since it holds the change id.</summary>
    /// <param name="ordinal">Its place among the entries of the commit.</param>
    /// <param name="head">The head that the commit writes.</param>
    public static string Key(int ordinal, Head head)
    {
        var version = long.MaxValue - head.State.Version;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Start(head.CommittedAt)}-{version:d19}-{LastOrdinal - ordinal:d2}-{head.State.ChangeId}");
    }

    private static string Start(long time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{LastMillisecond - time:d14}");
}
