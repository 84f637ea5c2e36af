using Azure.Data.Tables;
using IpAccess.Allowlists.Versions.Pages;

namespace IpAccess.Accounts.Transfer;

/// <summary>How far an import came: the row of an account that nobody sees yet. It goes in the transaction that makes the account.</summary>
/// <param name="Worker">What is unlike for every try: who finds another one has lost the import to it.</param>
/// <param name="Start">What the lines of the account and its keys come to.</param>
/// <param name="HasKeys">Whether the keys are all there, and no others.</param>
/// <param name="Rules">The rules that are there.</param>
/// <param name="Hash">What the lines up to the last one of them come to.</param>
/// <param name="Root">The list of them.</param>
internal sealed record ImportProgress(string Worker, string Start, bool HasKeys, long Rules, string Hash, Root Root)
{
    /// <summary>The row key.</summary>
    public const string RowKey = "import";

    /// <summary>Where nothing is there yet.</summary>
    public static ImportProgress Begin(string worker, string start) => new(worker, start, HasKeys: false, 0, string.Empty, Root.Empty);

    /// <summary>Reads a row.</summary>
    public static ImportProgress Read(TableEntity row) => new(
        row.GetString(nameof(Worker)),
        row.GetString(nameof(Start)),
        row.GetBoolean(nameof(HasKeys)) ?? false,
        row.GetInt64(nameof(Rules)) ?? 0,
        row.GetString(nameof(Hash)),
        Root.Decode(row.GetBinary(nameof(Root))));

    /// <summary>The row.</summary>
    public TableEntity ToRow() => new()
    {
        RowKey = RowKey,
        [nameof(Worker)] = Worker,
        [nameof(Start)] = Start,
        [nameof(HasKeys)] = HasKeys,
        [nameof(Rules)] = Rules,
        [nameof(Hash)] = Hash,
        [nameof(Root)] = Root.Encode(),
    };
}
