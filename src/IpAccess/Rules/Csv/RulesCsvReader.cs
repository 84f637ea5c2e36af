using IpAccess.Allowlists;
using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Rules.Csv;

/// <summary>
/// Reads rules from CSV. A file shows its rules whole, so an empty cell of the columns <c>label</c> and <c>expires_at</c> is null
/// as in JSON: on a network that stays it clears what is there. A column that is left out, and an empty cell of <c>enabled</c>,
/// leave it as it is.
/// </summary>
internal sealed class RulesCsvReader
{
    private readonly Dictionary<string, CsvCell> row = new(StringComparer.Ordinal);
    private readonly RulesColumns columns;
    private readonly bool allowBroad;
    private readonly Faults faults;

    private RulesCsvReader(RulesColumns columns, bool allowBroad, Faults faults) =>
        (this.columns, this.allowBroad, this.faults) = (columns, allowBroad, faults);

    /// <summary>Reads the rules of a text; everything that is wrong becomes a fault at its <c>line:cell</c>, and its rule is left out.</summary>
    /// <param name="allowBroad">Whether broad networks are accepted.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static List<RuleDraft> Read(string text, bool allowBroad, Faults faults)
    {
        using var cells = CsvCells.Read(text).GetEnumerator();
        var drafts = new List<RuleDraft>();
        if (RulesColumns.Read(cells, faults) is not { } columns)
        {
            return drafts;
        }

        var reader = new RulesCsvReader(columns, allowBroad, faults);
        while (!faults.IsFull && cells.MoveNext())
        {
            var before = faults.Count;
            reader.TakeLine(cells);
            if (reader.ReadDraft() is { } draft && faults.Count == before)
            {
                drafts.Add(draft);
            }
        }

        // Also where it would become the whole list: an empty table is more often an export gone wrong than a wish to let everyone in.
        if (drafts.Count == 0 && !faults.Any)
        {
            faults.Add(CsvCell.Place(1, 1), null, "empty", "There is no rule here, only the header line.");
        }

        return drafts;
    }

    private void TakeLine(IEnumerator<CsvCell> cells)
    {
        row.Clear();
        Take(cells.Current);
        while (!cells.Current.IsLast && !faults.IsFull && cells.MoveNext())
        {
            Take(cells.Current);
        }

        var last = cells.Current;
        if (last.Column < columns.Count)
        {
            faults.Add(CsvCell.Place(last.Line, last.Column + 1), null, "too_few_cells", CountsDiffer());
        }
    }

    private void Take(CsvCell cell)
    {
        if (cell.Fault is { } fault)
        {
            faults.Add(cell.At, cell.Text, fault.Code, fault.Message);
        }
        else if (columns.NameOf(cell.Column) is { } name)
        {
            row.Add(name, cell);
        }

        if (cell.Column == columns.Count + 1)
        {
            faults.Add(cell.At, cell.Text, "too_many_cells", CountsDiffer());
        }
    }

    private string CountsDiffer() => FormattableString.Invariant($"Each line has as many cells as the header line: {columns.Count}.");

    private RuleDraft? ReadDraft()
    {
        var label = ReadLabel();
        var expiresAt = ReadTime();
        var enabled = ReadFlag();
        return ReadNetwork() is var (network, place)
            ? new(network) { Label = label, ExpiresAt = expiresAt, Enabled = enabled, Place = place }
            : null;
    }

    private (Network Network, DraftPlace Place)? ReadNetwork()
    {
        if (!row.TryGetValue(RulesColumns.Value, out var cell))
        {
            return null;
        }

        if (cell.Text.Length == 0)
        {
            faults.Add(cell.At, null, "missing_value", "A network is needed here.");
            return null;
        }

        var fault = NetworkText.Parse(cell.Text, out var network) ?? (network.IsBroad && !allowBroad ? NetworkFault.TooBroad : null);
        if (fault is not null)
        {
            faults.AddAddress(cell.At, cell.Text, fault.Code, fault.Message);
        }

        return fault is null ? (network, new(null, cell.Line, cell.Column)) : null;
    }

    private Optional<string> ReadLabel()
    {
        if (!row.TryGetValue(RulesColumns.Label, out var cell))
        {
            return default;
        }

        var label = LabelText.Read(cell.At, FormulaShield.TakeOff(cell.Text), faults);
        return new(IsSet: true, label.Length == 0 ? null : label);
    }

    private Optional<long?> ReadTime() => row.TryGetValue(RulesColumns.ExpiresAt, out var cell)
        ? new(IsSet: true, TimeText.Read(cell.Text.Length == 0 ? null : cell.Text, cell.At, faults))
        : default;

    // Spreadsheets know true and false, and write them in capitals.
    private bool? ReadFlag()
    {
        if (!row.TryGetValue(RulesColumns.Enabled, out var cell) || cell.Text.Length == 0)
        {
            return null;
        }

        if (cell.Text is not ("true" or "TRUE" or "false" or "FALSE"))
        {
            faults.Add(cell.At, cell.Text, "not_one_of", "true or false.");
        }

        return cell.Text is "true" or "TRUE";
    }
}
