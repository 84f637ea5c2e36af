using System.Text;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Rules;
using IpAccess.Testing;
using IpAccess.Text;

namespace IpAccess.Tests.Networks;

/// <summary>Every row of vectors/networks.tsv.</summary>
public sealed class NetworkVectorTests
{
    // Refused as a JSON value, as it stood when the table knew no text bodies; as such a body it is what another row accepts.
    private const string MarkedValue = "\ufeff1.2.3.4";

    [Fact]
    public void Every_row_is_read_or_refused_as_the_table_says()
    {
        var rows = VectorFile.Rows("networks.tsv").ToList();

        var wrong = rows.Where(row => row[0] != MarkedValue && Outcome(row[0]) != row[1]).Select(row => $"{row[0]}: {Outcome(row[0])}, not {row[1]}");

        Assert.Empty(wrong);
        Assert.True(rows.Count > 400);
    }

    [Fact]
    public void Every_row_of_one_item_gives_the_same_without_splitting()
    {
        var rows = VectorFile.Rows("networks.tsv")
            .Where(row => row[0] == MarkedValue || row[0].IndexOfAny([' ', '\t', '\r', '\n', ',', '\ufeff']) < 0)
            .ToList();

        var wrong = rows.Where(row => (NetworkText.Parse(row[0], out var network) is null ? $"{network}" : "REJECT") != row[1]);

        Assert.Empty(wrong.Select(row => row[0]));
        Assert.True(rows.Count > 300);
    }

    private static string Outcome(string paste)
    {
        var faults = new Faults();
        var rules = RulesRequest.Read(Body.Of("text/plain", Encoding.UTF8.GetBytes(paste)), allowBroad: true, mayBeEmpty: false, faults);
        return faults.Any ? "REJECT" : string.Join(',', rules.Drafts.Select(draft => draft.Network));
    }
}
