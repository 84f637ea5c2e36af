using System.Globalization;
using System.Text.RegularExpressions;

namespace IpAccess.Testing;

/// <summary>Reads the tab-separated reference cases of tests/vectors: a header line, then one case in each line.</summary>
internal static partial class VectorFile
{
    /// <summary>The rows, each with exactly the columns of the header, escapes resolved.</summary>
    public static IEnumerable<string[]> Rows(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "vectors", name));
        var columns = lines[0].Split('\t').Length;
        foreach (var line in lines.Skip(1))
        {
            var cells = line.Split('\t');
            Assert.True(cells.Length == columns, $"{name}: '{line}' has {cells.Length} columns, not {columns}.");
            yield return [.. cells.Select(Unescape)];
        }
    }

    private static string Unescape(string cell) => Escape().Replace(cell, match => match.Value[1] switch
    {
        't' => "\t",
        'n' => "\n",
        'r' => "\r",
        '\\' => "\\",
        _ => char.ConvertFromUtf32(int.Parse(match.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
    });

    [GeneratedRegex(@"\\(?:[tnr\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")]
    private static partial Regex Escape();
}
