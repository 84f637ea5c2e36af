using System.Globalization;

namespace IpAccess.Rules.Csv;

/// <summary>One cell of a CSV text.</summary>
/// <param name="Text">What it says; where there is a fault, as it is written.</param>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Column">Its number among the cells, from 1.</param>
/// <param name="IsLast">Whether no other one comes behind it.</param>
/// <param name="Fault">What is wrong with its quotes, or null.</param>
internal readonly record struct CsvCell(string Text, int Line, int Column, bool IsLast, CsvFault? Fault)
{
    /// <summary>Where it stands, as faults tell it.</summary>
    public string At => Place(Line, Column);

    /// <summary>The place of a cell, as faults tell it.</summary>
    public static string Place(int line, int column) => string.Create(CultureInfo.InvariantCulture, $"{line}:{column}");
}

/// <summary>What is wrong with the quotes of a cell (RFC 4180, section 2).</summary>
/// <param name="Code">What it is, for programs.</param>
/// <param name="Message">What it is, for people.</param>
internal sealed record CsvFault(string Code, string Message)
{
    /// <summary>A quote within a cell that is not quoted, or something behind the closing quote.</summary>
    public static readonly CsvFault StrayQuote =
        new("stray_quote", "A cell that has a quote in it stands in quotes as a whole, with each quote in it doubled.");

    /// <summary>A quoted cell without an end.</summary>
    public static readonly CsvFault UnterminatedQuote =
        new("unterminated_quote", "The quote that opens this cell is never closed, so all behind it belongs to the cell.");
}
