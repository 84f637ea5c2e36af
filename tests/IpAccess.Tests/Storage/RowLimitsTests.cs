using Azure.Data.Tables;
using CsCheck;
using IpAccess.Allowlists;
using IpAccess.Storage;
using IpAccess.Testing;

namespace IpAccess.Tests.Storage;

public sealed class RowLimitsTests
{
    private static readonly Gen<object> Value = Gen.OneOf(
        Gen.Int[0, RowLimits.PropertyBytes].Select(length => (object)new byte[length]),
        Gen.Int[0, RowLimits.PropertyBytes / 2].Select(length => (object)new string('x', length)),
        Gen.Long.Select(number => (object)number));

    [Fact]
    public void Batches_hold_all_changes_in_order_and_keep_the_limits() => Value.Array[0, 250].Sample(
        values =>
        {
            var changes = values.Select((value, i) => Change($"r-{i}", value)).ToList();

            var batches = RowLimits.Batch(changes).ToList();

            Assert.Equal(changes, batches.SelectMany(batch => batch));
            Assert.All(batches, RowLimits.Check);
        },
        iter: Effort.Of(100, 10_000));

    [Fact]
    public void At_the_limit_is_allowed_and_one_over_is_not()
    {
        AssertLimit(RowLimits.Changes, n => [.. Enumerable.Range(0, n).Select(i => Change($"r-{i}", 1L))]);
        AssertLimit(RowLimits.PropertyBytes, n => [Change("r", new byte[n])]);
        AssertLimit(RowLimits.PropertyBytes / 2, n => [Change("r", new string('x', n))]);
        AssertLimit(RowLimits.KeyCharacters, n => [Change(new string('r', n), 1L)]);
    }

    [Fact]
    public void Large_rows_and_large_transactions_are_refused()
    {
        var row = new TableEntity { RowKey = "r" };
        for (var i = 0; i < 15; i++)
        {
            row[$"Part{i}"] = new byte[RowLimits.PropertyBytes];
        }

        AssertRefused([RowChange.Insert(row)]);
        AssertRefused([.. Enumerable.Range(0, 50).Select(i => Change($"r-{i}", new byte[RowLimits.PropertyBytes]))]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a#")]
    [InlineData("a~")]
    public void Other_characters_in_a_row_key_are_refused(string key) => AssertRefused([Change(key, 1L)]);

    private static RowChange Change(string key, object value) => RowChange.Put(new TableEntity { RowKey = key, ["Value"] = value });

    private static void AssertLimit(int limit, Func<int, RowChange[]> changesOf)
    {
        RowLimits.Check(changesOf(limit));
        AssertRefused(changesOf(limit + 1));
    }

    private static void AssertRefused(RowChange[] changes) => Assert.Throws<ArgumentException>(() => RowLimits.Check(changes));
}
