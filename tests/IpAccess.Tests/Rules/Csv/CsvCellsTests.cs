using System.Globalization;
using CsCheck;
using CsvHelper;
using CsvHelper.Configuration;
using IpAccess.Rules.Csv;
using IpAccess.Testing;
using IpAccess.Text;

namespace IpAccess.Tests.Rules.Csv;

public sealed class CsvCellsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "1:1[a]")]
    [InlineData("a\n", "1:1[a]")]
    [InlineData("a,b\r\nc,d\r\n", "1:1[a] 1:2[b] 2:1[c] 2:2[d]")]
    [InlineData("a\rb\nc\r\nd", "1:1[a] 2:1[b] 3:1[c] 4:1[d]")]
    [InlineData("\n\r\n\ra\n\n\nb\n\n", "4:1[a] 7:1[b]")]
    [InlineData(",\n,", "1:1[] 1:2[] 2:1[] 2:2[]")]
    [InlineData("\"\"\n\"\"", "1:1[] 2:1[]")]
    [InlineData(" a , b \n", "1:1[ a ] 1:2[ b ]")]
    [InlineData("\"a,b\",\"c\"\"d\",\"\"\"\"", "1:1[a,b] 1:2[c\"d] 1:3[\"]")]
    [InlineData("\"a\r\nb\rc\nd\n\",e,\"f\n\"\ng", "1:1[a\r\nb\rc\nd\n] 5:2[e] 5:3[f\n] 7:1[g]")]
    [InlineData("#a\n'b',c", "1:1[#a] 2:1['b'] 2:2[c]")]
    [InlineData("a\0b", "1:1[a\0b]")]
    public void Cells_are_read_with_their_places(string text, string expected) => Assert.Equal(expected, Show(text));

    [Theory]
    [InlineData("a\"b,c\nd", "1:1 stray_quote[a\"b] 1:2[c] 2:1[d]")]
    [InlineData(" \"a\",c\n", "1:1 stray_quote[ \"a\"] 1:2[c]")]
    [InlineData("a\"\nb", "1:1 stray_quote[a\"] 2:1[b]")]
    [InlineData("\"a\"b,c\nd", "1:1 stray_quote[\"a\"b] 1:2[c] 2:1[d]")]
    [InlineData("\"a\" ,c", "1:1 stray_quote[\"a\" ] 1:2[c]")]
    [InlineData("\"a\" \"b\",c", "1:1 stray_quote[\"a\" \"b\"] 1:2[c]")]
    [InlineData("x,\"a\nb\"c\"\nd", "1:1[x] 1:2 stray_quote[\"a\nb\"c\"] 3:1[d]")]
    [InlineData("\"", "1:1 unterminated_quote[\"]")]
    [InlineData("\"\"\"", "1:1 unterminated_quote[\"\"\"]")]
    [InlineData("\"a\"\"", "1:1 unterminated_quote[\"a\"\"]")]
    [InlineData("a\n\"b\",\"c,d\ne\n", "1:1[a] 2:1[b] 2:2 unterminated_quote[\"c,d\ne\n]")]
    [InlineData("a\",\"b", "1:1 stray_quote[a\"] 1:2 unterminated_quote[\"b]")]
    public void A_quote_out_of_place_is_a_fault_of_its_cell_alone(string text, string expected) => Assert.Equal(expected, Show(text));

    [Fact]
    public void What_is_well_formed_is_read_as_another_reader_does() => Gen.Char["a\",;\n\r' "].Array[0, 40].Select(chars => new string(chars)).Sample(
        text =>
        {
            var cells = CsvCells.Read(text).ToList();
            Assert.True(cells.Exists(cell => cell.Fault is not null) || ByLibrary(text).SequenceEqual(ByLine(cells)), text);
        },
        iter: Effort.Of(20_000, 2_000_000));

    [Fact]
    public void Any_cells_that_another_writer_writes_are_read_back() => Gen.Char["a\",;\n\r' =é"].Array[0, 12].Select(chars => new string(chars)).Array[1, 5].Array[1, 5].Sample(
        rows =>
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { ShouldQuote = _ => true }))
            {
                foreach (var row in rows)
                {
                    Array.ForEach(row, csv.WriteField);
                    csv.NextRecord();
                }
            }

            Assert.Equal(rows.Select(row => string.Join('|', row)), ByLine(CsvCells.Read(text.ToString())));
        },
        iter: Effort.Of(2_000, 200_000));

    [Fact]
    public void A_line_of_millions_of_cells_is_read_cell_by_cell()
    {
        var text = new string(',', 16 * 1024 * 1024);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = CsvCells.Read(text).Count(cell => cell is { Text: "", Line: 1, Fault: null });
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(text.Length + 1, count);
        Assert.InRange(allocated, 0, 1024 * 1024);
    }

    private static string Show(string text) => string.Join(' ', CsvCells.Read(text).Select(cell =>
        $"{cell.At}{(cell.Fault is { } fault ? $" {fault.Code}" : string.Empty)}[{cell.Text}]"));

    private static IEnumerable<string> ByLine(IEnumerable<CsvCell> cells)
    {
        var line = new List<string>();
        foreach (var cell in cells)
        {
            Assert.Equal(line.Count + 1, cell.Column);
            line.Add(cell.Text);
            if (cell.IsLast)
            {
                yield return string.Join('|', line);
                line.Clear();
            }
        }

        Assert.Empty(line);
    }

    private static IEnumerable<string> ByLibrary(string text)
    {
        using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture));
        while (parser.Read())
        {
            yield return string.Join('|', parser.Record!);
        }
    }
}
