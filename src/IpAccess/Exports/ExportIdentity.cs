using System.Globalization;
using System.IO.Hashing;
using System.Text;
using IpAccess.Text;

namespace IpAccess.Exports;

/// <summary>
/// What tells exports apart, but for time. With that, all that changes is which rules count, and only when one of them ends: until the next of
/// them does, an export stays the same.
/// </summary>
internal sealed class ExportIdentity
{
    // Goes up whenever a format is written otherwise than before.
    private const int Writing = 1;

    private readonly long version;

    /// <summary>The identity of an export in a format of this name.</summary>
    public ExportIdentity(LetIn letIn, string format)
    {
        version = letIn.List.Version;

        // What is undone brings an earlier change back, but not whom operators let in meanwhile.
        var recovered = letIn.List.Settings.Recoveries
            .Where(recovery => !letIn.IsEveryone && recovery.IsActive(letIn.Now))
            .Select(recovery => $"{recovery.Address} {TimeText.Of(recovery.Until)}");
        Text = string.Join('\n',
        [
            Writing.ToString(CultureInfo.InvariantCulture),
            letIn.List.Account,
            letIn.List.ChangeId,
            TimeText.Of(letIn.List.Pending?.Until),
            format,
            letIn.Asked.Family.ToString(),
            letIn.Asked.IsMinimal ? "minimal" : string.Empty,
            letIn.Asked.Surface,
            letIn.IsEveryone ? "everyone" : string.Empty,
            .. recovered.Order(StringComparer.Ordinal),
        ]);
    }

    /// <summary>It as a text.</summary>
    public string Text { get; }

    /// <summary>The strong ETag of the export that holds until this time (Unix seconds; null for ever).</summary>
    public string Tag(long? holdsUntil)
    {
        var hash = XxHash128.Hash(Encoding.UTF8.GetBytes($"{Text}\n\n{TimeText.Of(holdsUntil)}"));
        return string.Create(CultureInfo.InvariantCulture, $"\"{version}-{Convert.ToHexStringLower(hash)}\"");
    }
}
