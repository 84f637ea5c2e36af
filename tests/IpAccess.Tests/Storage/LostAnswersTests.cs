using Azure;
using Azure.Data.Tables;
using IpAccess.Storage;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Storage;

/// <summary>Changes of one row that were made, though their answer says otherwise.</summary>
public sealed class LostAnswersTests
{
    private readonly MemoryTables memory = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_row_that_is_as_wanted_is_success(bool saysConflict)
    {
        var table = Losing(saysConflict);

        Assert.True(await table.TryMakeAsync("p", RowChange.Insert(Row(1)), default));
        var read = (await table.FindAsync("p", "r", default))!;
        Assert.True(await table.TryMakeAsync("p", RowChange.Replace(Row(2), read.ETag), default));
        Assert.True(await table.TryMakeAsync("p", RowChange.Put(Row(3)), default));
        Assert.True(await table.TryMakeAsync("p", RowChange.Delete("r", ETag.All), default));
        Assert.Null(await table.FindAsync("p", "r", default));
    }

    [Fact]
    public async Task A_row_that_is_not_as_wanted_is_a_conflict()
    {
        var table = memory.Open("T", StorageTimeout.ForOperations);
        await table.TryApplyAsync("p", [RowChange.Put(Row(1))], default);

        Assert.False(await table.TryMakeAsync("p", RowChange.Insert(Row(2)), default));
        Assert.False(await table.TryMakeAsync("p", RowChange.Insert(new("p", "r") { ["Number"] = 1L, ["Bytes"] = new byte[] { 1, 2 } }), default));
        Assert.False(await table.TryMakeAsync("p", RowChange.Replace(Row(2), new("other")), default));
        Assert.False(await table.TryMakeAsync("p", RowChange.Delete("r", new("other")), default));
        Assert.False(await table.TryMakeAsync("p", RowChange.Replace(new("p", "none"), ETag.All), default));
    }

    [Fact]
    public async Task What_was_not_made_is_still_a_fault()
    {
        var table = new ScriptedTables(memory, (_, _) => throw new RequestFailedException(503, "away")).Open("T", StorageTimeout.ForOperations);

        await Assert.ThrowsAsync<RequestFailedException>(() => table.TryMakeAsync("p", RowChange.Insert(Row(1)), default));
    }

    private static TableEntity Row(long number) => new("p", "r") { ["Number"] = number, ["Bytes"] = new byte[] { 1, 2, 3 }, ["None"] = null };

    private IRowTable Losing(bool saysConflict) => new ScriptedTables(memory, async (_, apply) =>
        await apply() && (saysConflict ? false : throw new RequestFailedException(503, "away"))).Open("T", StorageTimeout.ForOperations);
}
