using Azure.Data.Tables;
using IpAccess.Text;

namespace IpAccess.Poison;

/// <summary>Why a message could not be processed.</summary>
/// <param name="Id">The hash of its text.</param>
/// <param name="Reason">Why, for people: a code, and what it means.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="At">When it was put aside, in Unix seconds.</param>
/// <param name="Text">The start of its text.</param>
internal sealed record PoisonRow(string Id, string Reason, long Tries, long At, string Text)
{
    private const int ReasonCharacters = 2000;
    private const int TextCharacters = 1000;

    /// <summary>The code that a reason begins with: the rest may quote the message, which is for no log or trace.</summary>
    public static string CodeOf(string reason) => reason.Split(':', ' ')[0];

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PoisonRow Read(TableEntity row) => new(
        row.RowKey,
        row.GetString(nameof(Reason)),
        row.GetInt64(nameof(Tries))!.Value,
        row.GetInt64(nameof(At))!.Value,
        row.GetString(nameof(Text)));

    /// <summary>The row.</summary>
    public TableEntity Write() => new()
    {
        RowKey = Id,
        [nameof(Reason)] = ClientText.Keep(Reason, ReasonCharacters),
        [nameof(Tries)] = Tries,
        [nameof(At)] = At,
        [nameof(Text)] = ClientText.Keep(Text, TextCharacters),
    };
}

/// <summary>A poison message as the API shows it.</summary>
internal sealed record PoisonView(string Id, string Reason, long Tries, string At, string Message)
{
    /// <summary>The view of a row.</summary>
    public static PoisonView Of(PoisonRow row) => new(row.Id, row.Reason, row.Tries, TimeText.Of(row.At), row.Text);
}
