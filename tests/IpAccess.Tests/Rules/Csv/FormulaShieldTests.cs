using CsCheck;
using IpAccess.Rules.Csv;
using IpAccess.Testing;

namespace IpAccess.Tests.Rules.Csv;

public sealed class FormulaShieldTests
{
    private const string FormulaStarts = "=+-@＝＋－＠";

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-", "'-")]
    [InlineData("@all", "'@all")]
    [InlineData("＝1", "'＝1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠all", "'＠all")]
    [InlineData("'=1", "''=1")]
    [InlineData("''=1", "'''=1")]
    [InlineData("", "")]
    [InlineData("'", "'")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("HQ = head quarters", "HQ = head quarters")]
    [InlineData("' =1", "' =1")]
    [InlineData(" =1", " =1")]
    public void A_label_that_may_be_a_formula_gets_one_apostrophe_more(string label, string cell)
    {
        Assert.Equal(cell, FormulaShield.PutOn(label));
        Assert.Equal(label, FormulaShield.TakeOff(cell));
    }

    [Theory]
    [InlineData("=1")]
    [InlineData("＠x")]
    [InlineData("x'=1")]
    public void A_cell_without_a_shield_is_taken_as_it_is(string cell) => Assert.Equal(cell, FormulaShield.TakeOff(cell));

    [Fact]
    public void What_is_put_on_comes_off_and_leaves_no_formula() => Gen.Char["'=+-@＝＋－＠a \""].Array[0, 6].Select(chars => new string(chars)).Sample(
        label =>
        {
            var cell = FormulaShield.PutOn(label);
            Assert.True(FormulaShield.TakeOff(cell) == label && (cell.Length == 0 || !FormulaStarts.Contains(cell[0], StringComparison.Ordinal)), label);
        },
        iter: Effort.Of(10_000, 500_000));
}
