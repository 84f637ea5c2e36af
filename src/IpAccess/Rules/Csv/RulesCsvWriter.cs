using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using IpAccess.Allowlists;
using IpAccess.Text;

namespace IpAccess.Rules.Csv;

/// <summary>Writes rules as CSV (RFC 4180), as <see cref="RulesCsvReader"/> reads them: a header line, CRLF, UTF-8.</summary>
internal static class RulesCsvWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
        InjectionOptions = InjectionOptions.None,
    };

    /// <summary>Writes the rules one by one, each as it is read, and leaves the stream open.</summary>
    public static async Task WriteAsync(Stream stream, IAsyncEnumerable<Rule> rules)
    {
        await using var text = new StreamWriter(stream, Utf8, leaveOpen: true);
        await using var csv = new CsvWriter(text, Format, leaveOpen: true);
        foreach (var column in RulesColumns.All)
        {
            csv.WriteField(column);
        }

        await csv.NextRecordAsync();
        await foreach (var rule in rules)
        {
            csv.WriteField(rule.Network.ToString());
            csv.WriteField(rule.Label is { } label ? FormulaShield.PutOn(label) : null);
            csv.WriteField(TimeText.Of(rule.ExpiresAt));
            csv.WriteField(rule.Enabled ? "true" : "false");
            await csv.NextRecordAsync();
        }
    }
}
