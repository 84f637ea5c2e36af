using System.Globalization;
using System.IO.Hashing;
using System.Text;
using IpAccess.Text;
using Microsoft.Net.Http.Headers;

namespace IpAccess.Exports;

/// <summary>The ETag of an export: unlike wherever its bytes are.</summary>
internal static class ExportTag
{
    // Goes up whenever a format is written otherwise than before.
    private const int Writing = 1;

    /// <summary>
    /// The strong tag. Which rules count changes with time only when one of them ends: until the next of them does, it stays the same.
    /// What is undone brings an earlier change back, but not whom operators let in meanwhile.
    /// </summary>
    public static EntityTagHeaderValue Of(LetIn letIn, ExportFacts facts, string format)
    {
        var recovered = letIn.List.Settings.Recoveries
            .Where(recovery => !facts.IsEveryone && recovery.IsActive(letIn.Now))
            .Select(recovery => $"{recovery.Address} {TimeText.Of(recovery.Until)}");
        var identity = string.Join('\n',
        [
            Writing.ToString(CultureInfo.InvariantCulture),
            facts.Account,
            letIn.List.ChangeId,
            format,
            facts.Asked.Family.ToString(),
            facts.Asked.IsMinimal ? "minimal" : string.Empty,
            facts.Asked.Surface,
            facts.IsEveryone ? "everyone" : string.Empty,
            TimeText.Of(facts.HoldsUntil),
            .. recovered.Order(StringComparer.Ordinal),
        ]);
        var hash = Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(identity)));
        return new(string.Create(CultureInfo.InvariantCulture, $"\"{facts.Version}-{hash}\""));
    }
}
