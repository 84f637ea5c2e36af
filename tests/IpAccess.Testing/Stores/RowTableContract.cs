using Azure;
using Azure.Data.Tables;
using IpAccess.Storage;

namespace IpAccess.Testing.Stores;

/// <summary>What every kind of table promises.</summary>
public abstract class RowTableContract
{
    private const string Value = "Value";

    private protected abstract IRowTable Table { get; }

    private protected string Partition { get; } = $"p{Guid.NewGuid():n}";

    private static CancellationToken Token => CancellationToken.None;

    [Fact]
    public async Task A_row_is_read_as_it_was_written()
    {
        var row = new TableEntity { RowKey = "r", ["Text"] = "ä\"\u2028", ["Number"] = 1L << 60, ["Flag"] = true, ["Bytes"] = new byte[] { 0, 255 } };
        Assert.True(await Table.TryApplyAsync(Partition, [RowChange.Insert(row)], Token));

        var read = await Table.FindAsync(Partition, "r", Token);

        Assert.Equal((Partition, "r"), (read!.PartitionKey, read.RowKey));
        Assert.Equal("ä\"\u2028", read.GetString("Text"));
        Assert.Equal(1L << 60, read.GetInt64("Number"));
        Assert.True(read.GetBoolean("Flag"));
        Assert.Equal([0, 255], read.GetBinary("Bytes"));
        Assert.Null(read.GetString("Absent"));
        Assert.NotEqual(default, read.ETag);
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_null()
    {
        await AddAsync("r1");

        Assert.Null(await Table.FindAsync(Partition, "r2", Token));
        Assert.Null(await Table.FindAsync("another", "r1", Token));
    }

    [Fact]
    public async Task A_row_is_inserted_once()
    {
        await AddAsync("r1");

        Assert.False(await Table.TryApplyAsync(Partition, [Insert("r0"), Insert("r1", "second"), Insert("r2")], Token));

        Assert.Equal(["r1=first"], await RowsAsync(RowRange.WithPrefix("r")));
    }

    [Fact]
    public async Task A_row_is_replaced_only_while_it_has_the_etag_that_was_read()
    {
        var stale = await AddAsync("r1");
        Assert.True(await Table.TryApplyAsync(Partition, [RowChange.Replace(Row("r1", "second"), stale)], Token));

        Assert.False(await Table.TryApplyAsync(Partition, [Insert("r2"), RowChange.Replace(Row("r1", "third"), stale)], Token));

        Assert.Equal(["r1=second"], await RowsAsync(RowRange.WithPrefix("r")));
    }

    [Fact]
    public async Task A_row_is_deleted_only_while_it_has_the_etag_that_was_read()
    {
        var stale = await AddAsync("r1");
        await Table.TryApplyAsync(Partition, [RowChange.Replace(Row("r1", "second"), stale)], Token);

        Assert.False(await Table.TryApplyAsync(Partition, [RowChange.Delete("r1", stale)], Token));
        Assert.True(await Table.TryApplyAsync(Partition, [RowChange.Delete("r1", ETag.All)], Token));

        Assert.Null(await Table.FindAsync(Partition, "r1", Token));
    }

    [Fact]
    public async Task What_is_not_there_is_neither_replaced_nor_deleted()
    {
        var etag = await AddAsync("r1");

        Assert.False(await Table.TryApplyAsync(Partition, [RowChange.Replace(Row("r2", "x"), ETag.All)], Token));
        Assert.False(await Table.TryApplyAsync(Partition, [RowChange.Replace(Row("r2", "x"), etag)], Token));
        Assert.False(await Table.TryApplyAsync(Partition, [RowChange.Delete("r2", ETag.All)], Token));
        Assert.False(await Table.TryApplyAsync(Partition, [RowChange.Delete("r1", etag), RowChange.Delete("r2", etag)], Token));

        Assert.Equal(["r1=first"], await RowsAsync(RowRange.WithPrefix("r")));
    }

    [Fact]
    public async Task Put_writes_the_whole_row_whether_it_exists_or_not()
    {
        await Table.TryApplyAsync(Partition, [RowChange.Put(new TableEntity { RowKey = "r1", ["Other"] = "x" })], Token);

        Assert.True(await Table.TryApplyAsync(Partition, [RowChange.Put(Row("r1", "second"))], Token));

        var read = await Table.FindAsync(Partition, "r1", Token);
        Assert.Equal("second", read!.GetString(Value));
        Assert.False(read.ContainsKey("Other"));
    }

    [Fact]
    public async Task A_range_is_read_in_order_from_its_first_key_up_to_its_end()
    {
        string[] keys = ["a-1", "a-10", "a-2", "a.9", "a-Z", "a-_", "a-z", "b-1", "a", "A-1"];
        await Table.TryApplyAsync(Partition, [.. keys.Select(key => Insert(key, "v"))], Token);

        Assert.Equal(["a-1=v", "a-10=v", "a-2=v", "a-Z=v", "a-_=v", "a-z=v"], await RowsAsync(RowRange.WithPrefix("a-")));
        Assert.Equal(["a-10=v", "a-2=v"], await RowsAsync(new("a-10", "a-Z")));
        Assert.Equal(["a-10=v", "a-2=v", "a-Z=v", "a-_=v", "a-z=v"], await RowsAsync(RowRange.After("a-1", "a-")));
        Assert.Empty(await RowsAsync(RowRange.After("a-z", "a-")));
    }

    [Fact]
    public async Task A_range_of_any_size_is_read_whole()
    {
        var rows = Enumerable.Range(0, 2_050).Select(i => Insert($"r-{i:d5}", "v"));
        foreach (var batch in RowLimits.Batch(rows))
        {
            Assert.True(await Table.TryApplyAsync(Partition, batch, Token));
        }

        var read = await RowsAsync(RowRange.WithPrefix("r-"));

        Assert.Equal(Enumerable.Range(0, 2_050).Select(i => $"r-{i:d5}=v"), read);
    }

    [Fact]
    public async Task Reading_some_columns_leaves_out_the_others_and_keeps_the_etag()
    {
        await Table.TryApplyAsync(Partition, [RowChange.Insert(new TableEntity { RowKey = "r1", [Value] = "v", ["Other"] = "x" })], Token);

        var some = await Table.ReadAsync(Partition, RowRange.WithPrefix("r"), [Value], Token).SingleAsync();
        var keys = await Table.ReadAsync(Partition, RowRange.WithPrefix("r"), [], Token).SingleAsync();

        Assert.Equal(("r1", "v", false), (some.RowKey, some.GetString(Value), some.ContainsKey("Other")));
        Assert.Equal(("r1", false, false), (keys.RowKey, keys.ContainsKey(Value), keys.ContainsKey("Other")));
        Assert.Equal(some.ETag, keys.ETag);
        Assert.True(await Table.TryApplyAsync(Partition, [RowChange.Replace(Row("r1", "second"), some.ETag)], Token));
    }

    [Fact]
    public async Task A_partition_with_a_quote_in_its_name_is_only_itself()
    {
        var quoted = $"{Partition}' or PartitionKey ne '";
        await AddAsync("r1");

        Assert.Empty(await Table.ReadAsync(quoted, RowRange.WithPrefix("r"), null, Token).ToListAsync());
    }

    [Fact]
    public async Task A_transaction_may_be_as_large_as_the_limits_say()
    {
        var rows = Enumerable.Range(0, 500).Select(i => RowChange.Put(
            new TableEntity { RowKey = $"r-{i:d3}", [Value] = new byte[i % 5 == 0 ? RowLimits.PropertyBytes : 1_000] }));

        foreach (var batch in RowLimits.Batch(rows))
        {
            Assert.True(await Table.TryApplyAsync(Partition, batch, Token));
        }

        Assert.Equal(500, await Table.ReadAsync(Partition, RowRange.WithPrefix("r-"), [], Token).CountAsync());
    }

    [Fact]
    public async Task Over_the_limits_nothing_is_sent()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Table.TryApplyAsync(Partition, [], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Table.TryApplyAsync(Partition, [Insert("r"), Insert("r")], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Table.TryApplyAsync(Partition, [Insert("r/1")], Token));

        Assert.Empty(await RowsAsync(RowRange.WithPrefix("r")));
    }

    private static TableEntity Row(string key, string value) => new() { RowKey = key, [Value] = value };

    private static RowChange Insert(string key, string value = "first") => RowChange.Insert(Row(key, value));

    private async Task<ETag> AddAsync(string key)
    {
        Assert.True(await Table.TryApplyAsync(Partition, [Insert(key)], Token));
        return (await Table.FindAsync(Partition, key, Token))!.ETag;
    }

    private async Task<List<string>> RowsAsync(RowRange range) =>
        await Table.ReadAsync(Partition, range, null, Token).Select(row => $"{row.RowKey}={row.GetString(Value)}").ToListAsync();
}
