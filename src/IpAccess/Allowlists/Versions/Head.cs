using Azure;
using Azure.Data.Tables;
using IpAccess.Allowlists.Versions.Pages;

namespace IpAccess.Allowlists.Versions;

/// <summary>What a version of a list is.</summary>
internal sealed record ListState
{
    /// <summary>The version's number, from 1 up.</summary>
    public required long Version { get; init; }

    /// <summary>The change that made it.</summary>
    public required string ChangeId { get; init; }

    /// <summary>The settings.</summary>
    public required AllowlistSettings Settings { get; init; }

    /// <summary>The rules.</summary>
    public required Root Root { get; init; }

    /// <summary>The id of the next rule.</summary>
    public required long NextRuleId { get; init; }

    /// <summary>When it came to be, in Unix seconds.</summary>
    public required long UpdatedAt { get; init; }

    /// <summary>Reads a row.</summary>
    public static ListState Read(TableEntity row) => new()
    {
        Version = row.GetInt64(Columns.Version)!.Value,
        ChangeId = row.GetString(Columns.ChangeId),
        Settings = PackedSettings.Unpack(row.GetBinary(Columns.Settings)),
        Root = Root.Decode(row.GetBinary(Columns.Root)),
        NextRuleId = row.GetInt64(Columns.NextRuleId)!.Value,
        UpdatedAt = row.GetInt64(Columns.UpdatedAt)!.Value,
    };

    /// <summary>The version's own row.</summary>
    public TableEntity ToVersionRow() => WriteTo(new TableEntity { RowKey = RowKeys.Version(Version) });

    /// <summary>Writes it to a row.</summary>
    public TableEntity WriteTo(TableEntity row)
    {
        row[Columns.Version] = Version;
        row[Columns.ChangeId] = ChangeId;
        row[Columns.Settings] = PackedSettings.Pack(Settings);
        row[Columns.Root] = Root.Encode();
        row[Columns.NextRuleId] = NextRuleId;
        row[Columns.UpdatedAt] = UpdatedAt;
        return row;
    }
}

/// <summary>What holds now of an account: the row that every commit replaces.</summary>
internal sealed record Head
{
    /// <summary>The newest version.</summary>
    public required ListState State { get; init; }

    /// <summary>When the last commit was, in Unix milliseconds: every commit is later than the one before.</summary>
    public required long CommittedAt { get; init; }

    /// <summary>The oldest version kept.</summary>
    public required long Oldest { get; init; }

    /// <summary>The account's parent; null for none.</summary>
    public string? Parent { get; init; }

    /// <summary>The version that awaits its confirmation; null for none.</summary>
    public PendingVersion? Pending { get; init; }

    /// <summary>Whether the account is deleted.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The row's ETag, as it was read.</summary>
    public ETag ETag { get; init; }

    /// <summary>The head of a new account.</summary>
    public static Head First(string? parent, DateTimeOffset now) => new()
    {
        State = new()
        {
            Version = 1,
            ChangeId = CommitAttempt.NewChangeId(),
            Settings = AllowlistSettings.Initial,
            Root = Root.Empty,
            NextRuleId = 1,
            UpdatedAt = now.ToUnixTimeSeconds(),
        },
        CommittedAt = now.ToUnixTimeMilliseconds(),
        Oldest = 1,
        Parent = parent,
    };

    /// <summary>Reads the row.</summary>
    public static Head Read(TableEntity row) => new()
    {
        State = ListState.Read(row),
        CommittedAt = row.GetInt64(Columns.CommittedAt)!.Value,
        Oldest = row.GetInt64(Columns.Oldest)!.Value,
        Parent = row.GetString(Columns.Parent),
        Pending = ReadPending(row),
        IsDeleted = row.GetBoolean(Columns.Deleted) ?? false,
        ETag = row.ETag,
    };

    /// <summary>The row.</summary>
    public TableEntity ToRow()
    {
        var row = State.WriteTo(new TableEntity { RowKey = RowKeys.Head });
        row[Columns.CommittedAt] = CommittedAt;
        row[Columns.Oldest] = Oldest;
        row[Columns.Deleted] = IsDeleted;
        if (Parent is not null)
        {
            row[Columns.Parent] = Parent;
        }

        if (Pending is { } pending)
        {
            row[Columns.ConfirmVersion] = pending.Version;
            row[Columns.ConfirmUntil] = pending.Until;
            row[Columns.ConfirmRequestId] = pending.RequestId;
        }

        return row;
    }

    private static PendingVersion? ReadPending(TableEntity row) => row.GetInt64(Columns.ConfirmVersion) is { } version
        ? new(version, row.GetInt64(Columns.ConfirmUntil)!.Value, row.GetString(Columns.ConfirmRequestId))
        : null;
}
