using System.Text;
using CsCheck;
using IpAccess.Allowlists;
using IpAccess.Networks;
using IpAccess.Rules.Csv;
using IpAccess.Testing;
using IpAccess.Tests.Allowlists.Versions;
using IpAccess.Text;

namespace IpAccess.Tests.Rules.Csv;

public sealed class RulesCsvTests
{
    private static readonly Gen<string?> Label = Gen.Null(Gen.Char["=+-@＝＋－＠'\",;|\\ \u00a0aÄ漢"].Array[1, 100].Select(chars => new string(chars)));

    private static readonly Gen<Rule> Rule = Gen.Select(VersionsGen.Network, Label, Gen.Bool, Gen.Nullable(Gen.Long[0, 100_000_000_000])).Select(
        (network, label, isEnabled, expiresAt) => new Rule
        {
            Id = 1,
            Network = network,
            Label = label,
            Enabled = isEnabled,
            ExpiresAt = expiresAt,
            Source = "manual",
            CreatedBy = "key:k1",
            CreatedAt = 1,
            UpdatedAt = 1,
        });

    [Fact]
    public async Task What_is_written_is_read_back_whatever_the_labels_are() => await Rule.Array[1, 20].SampleAsync(
        async rules =>
        {
            var faults = new Faults();
            var drafts = RulesCsvReader.Read(await WriteAsync(rules), allowBroad: true, faults);

            Assert.Empty(faults.Told);
            Assert.Equal(
                rules.Select(rule => new RuleDraft(rule.Network) { Label = new(true, rule.Label), ExpiresAt = new(true, rule.ExpiresAt), Enabled = rule.Enabled }),
                drafts.Select(draft => draft with { Place = default }));
        },
        iter: Effort.Of(1_000, 100_000));

    [Fact]
    public async Task No_written_cell_begins_as_a_formula_does() => await Rule.Array[1, 20].SampleAsync(
        async rules => Assert.DoesNotContain(
            CsvCells.Read(await WriteAsync(rules)), cell => cell.Text is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..]),
        iter: Effort.Of(1_000, 100_000));

    private static async Task<string> WriteAsync(Rule[] rules)
    {
        using var stream = new MemoryStream();
        await RulesCsvWriter.WriteAsync(stream, rules.ToAsyncEnumerable());
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
