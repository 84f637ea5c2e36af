using System.Globalization;
using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Operators;

/// <summary>What came of something that an operator asked for.</summary>
internal enum OperatorOutcome
{
    /// <summary>It is under way, or was interrupted, or its outcome could not be written: it may have happened.</summary>
    Unknown,

    /// <summary>It happened.</summary>
    Done,

    /// <summary>It was refused, and nothing changed.</summary>
    Refused,
}

/// <summary>Something that an operator did, as a row. Newer ones sort before older ones.</summary>
internal sealed record OperatorEntry
{
    private const long LastMillisecond = 99_999_999_999_999;
    private const int TimeDigits = 14;
    private const int PositionLength = TimeDigits + 1 + 32;

    /// <summary>Where it stands: a reader can go on after it. It begins with the time.</summary>
    public required string Position { get; init; }

    /// <summary>What was asked for, as the API spells it.</summary>
    public required string Action { get; init; }

    /// <summary>The account that it was about; null for none.</summary>
    public required string? Account { get; init; }

    /// <summary>The operator's own address; empty where it is unknown.</summary>
    public required string Address { get; init; }

    /// <summary>Where that address was read.</summary>
    public required string DerivedFrom { get; init; }

    /// <summary>What more was asked for, as JSON.</summary>
    public required string Asked { get; init; }

    /// <summary>The request that asked.</summary>
    public required string RequestId { get; init; }

    /// <summary>What came of it.</summary>
    public OperatorOutcome Outcome { get; init; }

    /// <summary>When it was, in Unix seconds.</summary>
    public long At => (LastMillisecond - long.Parse(Position.AsSpan(0, TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture)) / 1000;

    /// <summary>A position for what happens now, unlike any other.</summary>
    public static string NewPosition(DateTimeOffset now) => $"{Start(now.ToUnixTimeMilliseconds())}-{Guid.NewGuid():n}";

    /// <summary>Whether a text is like a position.</summary>
    public static bool IsPosition(string text) =>
        text.Length == PositionLength && text.All(c => char.IsAsciiHexDigitLower(c) || c == '-');

    /// <summary>The rows from this time (Unix seconds) on, newest first, after a position; null for all.</summary>
    public static RowRange Range(long? since, string? after)
    {
        var all = RowRange.WithPrefix(string.Empty);
        return new(
            after is null ? all.From : RowRange.After(after, string.Empty).From,
            since is { } from ? RowRange.WithPrefix(Start(from * 1000)).To : all.To);
    }

    /// <summary>The rows from before this time.</summary>
    public static RowRange Before(DateTimeOffset time) =>
        new(RowRange.WithPrefix(Start(time.ToUnixTimeMilliseconds())).To, RowRange.WithPrefix(string.Empty).To);

    /// <summary>Reads what <see cref="ToRow"/> wrote.</summary>
    public static OperatorEntry Read(TableEntity row) => new()
    {
        Position = row.RowKey,
        Action = row.GetString(nameof(Action)),
        Account = row.GetString(nameof(Account)),
        Address = row.GetString(nameof(Address)),
        DerivedFrom = row.GetString(nameof(DerivedFrom)),
        Asked = row.GetString(nameof(Asked)),
        RequestId = row.GetString(nameof(RequestId)),
        Outcome = (OperatorOutcome)(row.GetInt32(nameof(Outcome)) ?? 0),
    };

    /// <summary>The row.</summary>
    public TableEntity ToRow() => new()
    {
        RowKey = Position,
        [nameof(Action)] = Action,
        [nameof(Account)] = Account,
        [nameof(Address)] = Address,
        [nameof(DerivedFrom)] = DerivedFrom,
        [nameof(Asked)] = Asked,
        [nameof(RequestId)] = RequestId,
        [nameof(Outcome)] = (int)Outcome,
    };

    private static string Start(long milliseconds) =>
        (LastMillisecond - milliseconds).ToString("d14", CultureInfo.InvariantCulture);
}
