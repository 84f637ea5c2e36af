using Azure.Data.Tables;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Storage;

/// <summary>How long one request waits for storage, whatever it asks of it.</summary>
public sealed class StorageBudgetTests
{
    private readonly FakeTimeProvider clock = TestService.NewClock();
    private readonly ScriptedTables hooked = new(new MemoryTables());
    private readonly IRowTable table;

    public StorageBudgetTests() => table = new BudgetedTables(hooked).Open(TableNames.Allowlists, StorageTimeout.ForOperations);

    [Fact]
    public async Task All_operations_of_a_request_together_wait_for_five_seconds()
    {
        StorageBudget.Enter(clock);
        var answered = 0;
        hooked.BeforeRead = (_, _) => TakeAsync(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            for (; answered < 10; answered++)
            {
                await FindAsync();
            }
        });

        Assert.Equal(2, answered);
    }

    [Fact]
    public async Task What_a_request_does_between_its_operations_does_not_count()
    {
        StorageBudget.Enter(clock);
        hooked.BeforeRead = (_, _) => TakeAsync(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 4; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await FindAsync();
        }
    }

    [Fact]
    public async Task Operations_side_by_side_wait_through_the_same_time()
    {
        StorageBudget.Enter(clock);
        var held = new TaskCompletionSource();
        hooked.BeforeRead = (_, _) => held.Task;
        var finds = Enumerable.Range(0, 10).Select(_ => FindAsync()).ToList();
        clock.Advance(TimeSpan.FromSeconds(4));
        held.SetResult();
        await Task.WhenAll(finds);

        hooked.BeforeRead = (_, _) => TakeAsync(TimeSpan.FromMilliseconds(500));
        await FindAsync();
    }

    [Fact]
    public async Task An_operation_that_hangs_is_ended_in_its_fifth_second()
    {
        StorageBudget.Enter(clock);
        var ended = new TaskCompletionSource();
        var find = new BudgetedTables(new Hanging(ended)).Open(TableNames.Keys, StorageTimeout.ForDecisions).FindAsync("a", "b", CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.False(find.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<TimeoutException>(() => find);
        await ended.Task;
    }

    [Fact]
    public async Task A_reading_counts_step_by_step()
    {
        StorageBudget.Enter(clock);
        Assert.True(await table.TryApplyAsync("a", [RowChange.Insert(new() { RowKey = "b" }), RowChange.Insert(new() { RowKey = "c" })], CancellationToken.None));
        var rows = new List<string>();
        await foreach (var row in table.ReadAsync("a", RowRange.WithPrefix(string.Empty), null, CancellationToken.None))
        {
            rows.Add(row.RowKey);
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(["b", "c"], rows);
        hooked.BeforeRead = (_, _) => TakeAsync(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<TimeoutException>(async () => await table.ReadAsync("a", RowRange.WithPrefix("b"), null, CancellationToken.None).AnyAsync());
    }

    [Fact]
    public async Task One_who_gives_up_is_told_so_and_not_that_time_is_up()
    {
        StorageBudget.Enter(clock);
        using var giveUp = new CancellationTokenSource();
        var find = new BudgetedTables(new Hanging(new())).Open(TableNames.Keys, StorageTimeout.ForDecisions).FindAsync("a", "b", giveUp.Token);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => find);
    }

    [Fact]
    public async Task Work_that_is_nobodys_request_has_all_the_time()
    {
        StorageBudget.Enter(clock);
        StorageBudget.Leave();
        hooked.BeforeRead = (_, _) => TakeAsync(TimeSpan.FromMinutes(1));

        await FindAsync();
        await FindAsync();
    }

    [Fact]
    public async Task The_budget_of_a_request_ends_with_it()
    {
        await RequestAsync();
        Assert.Null(StorageBudget.Current);

        async Task RequestAsync()
        {
            StorageBudget.Enter(clock);
            await FindAsync();
            Assert.NotNull(StorageBudget.Current);
        }
    }

    private Task<TableEntity?> FindAsync() => table.FindAsync("a", "b", CancellationToken.None);

    private Task TakeAsync(TimeSpan time)
    {
        clock.Advance(time);
        return Task.CompletedTask;
    }

    /// <summary>Tables whose reads never end by themselves.</summary>
    private sealed class Hanging(TaskCompletionSource ended) : ITables, IRowTable
    {
        public IRowTable Open(string name, StorageTimeout timeout) => this;

        public Task CreateMissingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return null;
            }
            finally
            {
                ended.SetResult();
            }
        }

        public IAsyncEnumerable<TableEntity> ReadAsync(
            string partition, RowRange range, IReadOnlyCollection<string>? columns, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> TryApplyAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
