using Azure;
using Azure.Data.Tables;
using IpAccess.Text;

namespace IpAccess.Accounts;

/// <summary>An account in the listing of accounts.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, in a person's words.</param>
/// <param name="Parent">The account above it; null for none.</param>
/// <param name="CreatedAt">When it was made, in Unix seconds.</param>
/// <param name="State">How far its deletion went.</param>
internal sealed record AccountRecord(string Id, string? Name, string? Parent, long CreatedAt, AccountState State)
{
    /// <summary>When its keys were dead, in Unix seconds; null where they are not.</summary>
    public long? DeletedAt { get; init; }

    /// <summary>The row's ETag, as it was read.</summary>
    public ETag ETag { get; init; }

    /// <summary>Whether there is an account, as the API sees it: one that is neither deleted nor still being imported.</summary>
    public bool Exists => State is AccountState.Alive or AccountState.Closing or AccountState.Reopening;

    /// <summary>The account of a row.</summary>
    public static AccountRecord FromRow(TableEntity row) => new(
        row.RowKey,
        row.GetString(nameof(Name)),
        row.GetString(nameof(Parent)),
        row.GetInt64(nameof(CreatedAt)) ?? 0,
        (AccountState)(row.GetInt32(nameof(State)) ?? 0))
    {
        DeletedAt = row.GetInt64(nameof(DeletedAt)),
        ETag = row.ETag,
    };

    /// <summary>
    /// Whether this is the same account as another of its id, and not one that was made anew: an id is free again a day after a
    /// deletion at the earliest, so that no two were made in the same second.
    /// </summary>
    public bool IsSameAs(AccountRecord other) => Id == other.Id && CreatedAt == other.CreatedAt;

    /// <summary>The row of an account.</summary>
    public TableEntity ToRow(string partition) => new(partition, Id)
    {
        [nameof(Name)] = Name,
        [nameof(Parent)] = Parent,
        [nameof(CreatedAt)] = CreatedAt,
        [nameof(State)] = (int)State,
        [nameof(DeletedAt)] = DeletedAt,
    };
}

/// <summary>How far an account's deletion went, or what comes before it is alive. The numbers are stored.</summary>
internal enum AccountState
{
    /// <summary>It is in use.</summary>
    Alive,

    /// <summary>Its deletion is under way: no child can be made any more, and its keys are about to die.</summary>
    Closing,

    /// <summary>The keys are dead; all is kept for a while, so that the deletion can be taken back.</summary>
    Deleted,

    /// <summary>It was kept long enough: maintenance takes its rows, and nothing leads back.</summary>
    Sweeping,

    /// <summary>Its deletion is being taken back: no child of it is in the way of that any more, and its keys are about to live.</summary>
    Reopening,

    /// <summary>It is being made from a file, and nobody sees it yet.</summary>
    Importing,
}

/// <summary>An account as the API shows it.</summary>
internal sealed record AccountView(string Id, string? Name, string? Parent, string CreatedAt)
{
    /// <summary>The view of an account.</summary>
    public static AccountView Of(AccountRecord account) =>
        new(account.Id, account.Name, account.Parent, TimeText.Of(account.CreatedAt));
}

/// <summary>A new account as the API shows it, with its first key.</summary>
internal sealed record NewAccountView(string Id, string? Name, string? Parent, string CreatedAt, FirstKeyView Key);

/// <summary>The first key of an account as the API shows it once.</summary>
internal sealed record FirstKeyView(string Id, string Secret, string? Label, IReadOnlyList<string> Scopes);
