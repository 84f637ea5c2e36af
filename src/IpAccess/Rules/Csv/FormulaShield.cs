using System.Buffers;

namespace IpAccess.Rules.Csv;

/// <summary>
/// Keeps spreadsheets from taking a label for a formula (OWASP, "CSV Injection"): an apostrophe before it makes it text. Labels
/// that look as if they had one already get one more, so that what is put on comes off again and nothing is lost.
/// </summary>
internal static class FormulaShield
{
    private const char Apostrophe = '\'';

    // Also in full width, which some spreadsheets take for the same. Tabs and line breaks, which OWASP names too, are in no label.
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@＝＋－＠");

    /// <summary>The label as a cell that no spreadsheet computes.</summary>
    public static string PutOn(string label) => IsShieldedOrFormula(label) ? Apostrophe + label : label;

    /// <summary>The label of a cell. A bare formula in it stays as it is: it is a label as any other.</summary>
    public static string TakeOff(string cell) => cell is [Apostrophe, ..] && IsShieldedOrFormula(cell) ? cell[1..] : cell;

    private static bool IsShieldedOrFormula(string text) =>
        text.AsSpan().TrimStart(Apostrophe) is [var first, ..] && FormulaStarts.Contains(first);
}
