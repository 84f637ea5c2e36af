using Azure;
using IpAccess.Attempts;
using IpAccess.Testing.Stores;

namespace IpAccess.Testing.Attempts;

/// <summary>Messages that are interrupted and come again, and several writers at once.</summary>
public abstract class AttemptFaultContract : AttemptsContract
{
    private const int Partitions = 16;
    private const int Writers = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_was_interrupted_at_any_write_counts_once_when_it_comes_again(bool wrote)
    {
        for (var (n, wasInterrupted) = (1, true); wasInterrupted; n++)
        {
            var account = $"{Account}-{n}";
            var (before, message) = Messages(account);
            await Store().RecordAsync(before, Token);

            wasInterrupted = await IsInterruptedAsync(message, n, wrote);
            Assert.Equal(n <= Partitions, wasInterrupted);
            await Store().RecordAsync(message, Token);

            var model = new AttemptModel();
            model.Record(before);
            model.Record(message);
            Assert.Equal(model.Entries(), await EntriesAsync(account));
        }
    }

    [Fact]
    public async Task A_write_that_says_conflict_though_it_was_done_counts_once()
    {
        var tables = new ScriptedTables(Tables, async (_, apply) => await apply() && false);

        await Store(tables).RecordAsync(Sample.Message(Account, "m1", Sample.At(Sample.Now)), Token);

        Assert.Equal(1, (await EntryAsync()).Count);
    }

    [Fact]
    public async Task Who_always_loses_gives_up_with_a_fault_that_makes_the_message_come_again()
    {
        var next = 0;
        var tables = new ScriptedTables(Tables, async (_, apply) =>
        {
            await RecordAsync(Sample.At(Sample.Now) with { Credential = $"k{next++}" });
            return await apply();
        });

        await Assert.ThrowsAsync<TimeoutException>(() => Store(tables).RecordAsync(Sample.Message(Account, "m1", Sample.At(Sample.Now)), Token));
        Assert.Equal(next, (await EntryAsync()).Count);
        await RecordAsync("m1", Sample.At(Sample.Now));

        Assert.InRange(next, 10, 100);
        Assert.Equal(next + 1, (await EntryAsync()).Count);
    }

    [Fact]
    public async Task Writers_of_several_processes_lose_nothing_and_count_nothing_twice()
    {
        var racing = new ScriptedTables(Tables) { BeforeWrite = async (_, _) => await Task.Yield() };
        var messages = Enumerable.Range(0, Effort.Of(12, 200)).Select(i => Sample.Random(new(i), Account, $"m{i}")).ToList();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var store = Store(racing);
            var mine = messages.Where((_, i) => i % 3 == writer % 3).ToArray();
            new Random(writer).Shuffle(mine);
            foreach (var message in mine)
            {
                await InsistAsync(store, message);
            }
        })));

        var model = new AttemptModel();
        messages.ForEach(model.Record);
        Assert.Equal(
            model.Entries().Values.Select(entry => (entry.Key, entry.Count, entry.FirstAt, entry.LastAt)).ToHashSet(),
            [.. (await EntriesAsync()).Values.Select(entry => (entry.Key, entry.Count, entry.FirstAt, entry.LastAt))]);
    }

    [Fact]
    public async Task Writers_racing_on_one_key_are_all_counted()
    {
        var racing = new ScriptedTables(Tables) { BeforeWrite = async (_, _) => await Task.Yield() };
        var each = Effort.Of(10, 200);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var store = Store(racing);
            for (var i = 0; i < each; i++)
            {
                await InsistAsync(store, Sample.Message(Account, $"m{writer}-{i}", Sample.At(Sample.Now - (((writer * each) + i) * 31 % 100))));
            }
        })));

        var entry = await EntryAsync();
        Assert.Equal((Writers * each, Sample.Now), (entry.Count, entry.LastAt));
    }

    [Fact]
    public async Task A_message_received_twice_at_once_counts_once()
    {
        var arrived = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var racing = new ScriptedTables(Tables)
        {
            BeforeWrite = (_, _) =>
            {
                if (Interlocked.Increment(ref arrived) == 2)
                {
                    both.SetResult();
                }

                return both.Task;
            },
        };
        var message = Sample.Message(Account, "m1", Sample.At(Sample.Now), Sample.At(Sample.Now - 1, surface: "api"));

        await Task.WhenAll(Store(racing).RecordAsync(message, Token), Store(racing).RecordAsync(message, Token));

        var entries = await EntriesAsync();
        Assert.Equal(2, entries.Count);
        Assert.All(entries.Values, entry => Assert.Equal(1, entry.Count));
    }

    /// <summary>A message for all partitions, and one before it with the same addresses and some others.</summary>
    private static (AttemptMessage Before, AttemptMessage Message) Messages(string account)
    {
        var clients = Enumerable.Range(0, 1000).Select(i => Sample.Client($"10.0.{i / 256}.{i % 256}"))
            .GroupBy(client => AttemptRows.PartitionOf(account, client)).SelectMany(same => same.Take(2)).ToList();
        Assert.Equal(2 * Partitions, clients.Count);
        Attempt[] Of(long at) => [.. clients.Select(client => Sample.At(at) with { Key = new(client, null, null) })];
        return (Sample.Message(account, "m1", Of(Sample.Now - 9)), Sample.Message(account, "m2", [.. Of(Sample.Now)[..15], .. Of(Sample.Now)[16..31]]));
    }

    private async Task<bool> IsInterruptedAsync(AttemptMessage message, int n, bool wrote)
    {
        var writes = 0;
        Task Write() => Interlocked.Increment(ref writes) == n ? throw new RequestFailedException(503, "away") : Task.CompletedTask;
        var tables = new ScriptedTables(Tables);
        if (wrote)
        {
            tables.AfterWrite = (_, _) => Write();
        }
        else
        {
            tables.BeforeWrite = (_, _) => Write();
        }

        try
        {
            await Store(tables).RecordAsync(message, Token);
            return false;
        }
        catch (RequestFailedException)
        {
            return true;
        }
    }
}
