using IpAccess.Text;

namespace IpAccess.Rules.Csv;

/// <summary>The columns that a table of rules has, as its header line names them.</summary>
internal sealed class RulesColumns
{
    /// <summary>The network; the one column that is needed.</summary>
    public const string Value = "value";

    /// <summary>The label.</summary>
    public const string Label = "label";

    /// <summary>The expiry.</summary>
    public const string ExpiresAt = "expires_at";

    /// <summary>Whether the rule counts.</summary>
    public const string Enabled = "enabled";

    private const string Expected = "The header line names the columns, each once: value, and where you want them label, expires_at, enabled.";
    private readonly Dictionary<int, string> names = [];

    private RulesColumns()
    {
    }

    /// <summary>Every column, in the order in which the service writes them.</summary>
    public static IReadOnlyList<string> All { get; } = [Value, Label, ExpiresAt, Enabled];

    /// <summary>How many columns there are, unknown ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Reads the header line, in any order of the columns; null where what follows can not be read either.</summary>
    public static RulesColumns? Read(IEnumerator<CsvCell> cells, Faults faults)
    {
        var columns = new RulesColumns();
        var isEnd = false;
        while (!isEnd && !faults.IsFull && cells.MoveNext())
        {
            var cell = cells.Current;
            if (cell is { Column: 1, IsLast: true } && cell.Text.AsSpan().ContainsAny(';', '\t'))
            {
                faults.Add(cell.At, cell.Text, "wrong_separator", "Commas separate the cells, neither semicolons nor tabs.");
                return null;
            }

            columns.Take(cell, faults);
            isEnd = cell.IsLast;
        }

        if (!columns.names.ContainsValue(Value))
        {
            faults.Add(CsvCell.Place(1, 1), null, "missing_column", $"The column value is needed. {Expected}");
        }

        return columns;
    }

    /// <summary>The name of a column, from 1; null for an unknown one.</summary>
    public string? NameOf(int column) => names.GetValueOrDefault(column);

    private void Take(CsvCell cell, Faults faults)
    {
        Count = cell.Column;
        if (cell.Fault is { } fault)
        {
            faults.Add(cell.At, cell.Text, fault.Code, fault.Message);
        }
        else if (!All.Contains(cell.Text))
        {
            faults.Add(cell.At, cell.Text, "unknown_column", $"There is no such column. {Expected}");
        }
        else if (names.ContainsValue(cell.Text))
        {
            faults.Add(cell.At, cell.Text, "duplicate_column", $"This column stands here twice. {Expected}");
        }
        else
        {
            names.Add(cell.Column, cell.Text);
        }
    }
}
