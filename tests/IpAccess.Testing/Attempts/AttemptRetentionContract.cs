using IpAccess.Attempts;
using IpAccess.Testing.Stores;

namespace IpAccess.Testing.Attempts;

/// <summary>What maintenance lets go of, and what it never may.</summary>
public abstract class AttemptRetentionContract : AttemptsContract
{
    private const int Day = 24 * 60 * 60;
    private const long Oldest = Sample.Now - (90 * Day);

    [Fact]
    public async Task An_entry_goes_when_its_latest_attempt_is_over_90_days_old()
    {
        await RecordAsync(Sample.At(Oldest, "192.0.2.1"), Sample.At(Oldest + 1, "192.0.2.2"), Sample.At(Sample.Now, "192.0.2.3") with { FirstAt = Oldest });

        await Retention().RetainAsync(Account, Token);
        Assert.Equal(3, (await EntriesAsync()).Count);
        Time.Advance(TimeSpan.FromSeconds(1));
        await Retention().RetainAsync(Account, Token);
        Assert.Equal(["192.0.2.2", "192.0.2.3"], await ClientsAsync());
        Time.Advance(TimeSpan.FromSeconds(1));
        await Retention().RetainAsync(Account, Token);

        Assert.Equal(["192.0.2.3"], await ClientsAsync());
        Assert.Equal(Oldest, (await EntryAsync()).FirstAt);
    }

    /// <summary>What the reader takes at last, maintenance lets go of at its next run: nothing is kept for ever.</summary>
    [Fact]
    public async Task The_oldest_attempt_that_is_taken_is_there_until_the_next_run_and_gone_after_it()
    {
        var bounds = TimeBounds.OfMessage(Time.GetUtcNow(), sentAt: null);
        await RecordAsync(Sample.At(bounds.Oldest));

        Assert.Equal(bounds.Oldest, (await EntryAsync()).LastAt);
        await Retention().RetainAsync(Account, Token);

        Assert.Empty(await EntriesAsync());
    }

    [Fact]
    public async Task Other_accounts_are_left_alone()
    {
        var other = Account + "-1";
        await RecordAsync(Sample.At(Sample.Now));
        await Store().RecordAsync(Sample.Message(other, "m1", Sample.At(Sample.Now)), Token);
        Time.Advance(TimeSpan.FromDays(91));

        await Retention().RetainAsync(Account, Token);

        Assert.Empty(await EntriesAsync());
        Assert.Single(await EntriesAsync(other));
    }

    [Fact]
    public async Task More_than_a_transaction_holds_goes_and_the_rest_stays()
    {
        var old = Enumerable.Range(0, 130).Select(i => Sample.At(Oldest + (i % 7), "192.0.2.1", $"s{i}")).ToArray();
        foreach (var attempts in old.Chunk(AttemptMessage.MostAttempts))
        {
            await RecordAsync(attempts);
        }

        await RecordAsync(Sample.At(Oldest + 7));
        Time.Advance(TimeSpan.FromSeconds(7));

        await Task.WhenAll(Retention().RetainAsync(Account, Token), Retention().RetainAsync(Account, Token));

        Assert.Equal(Oldest + 7, (await EntryAsync()).LastAt);
    }

    /// <summary>An attempt comes before each write of a run, whichever it is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task An_attempt_that_comes_meanwhile_is_never_lost(int write)
    {
        string[] surfaces = ["a", "b", "c"];
        await RecordAsync([.. surfaces.Select(surface => Sample.At(Oldest, surface: surface))]);
        Time.Advance(TimeSpan.FromSeconds(2));
        var writes = 0;
        var hooked = new ScriptedTables(Tables);
        hooked.BeforeWrite = async (_, _) =>
        {
            // A single entry fails alone once its transaction failed: the attempts of the others must not bring it back.
            if (++writes == write)
            {
                await RecordAsync(Sample.At(Sample.Now, surface: "b"), Sample.At(Oldest + 2, surface: "c"), Sample.At(Sample.Now, surface: "d"));
            }
        };

        await Retention(hooked).RetainAsync(Account, Token);
        for (; writes < write; writes = write)
        {
            await RecordAsync(Sample.At(Sample.Now, surface: "b"), Sample.At(Oldest + 2, surface: "c"), Sample.At(Sample.Now, surface: "d"));
        }

        var entries = (await EntriesAsync()).Values.ToDictionary(entry => entry.Key.Surface!, entry => (entry.LastAt, IsCounted: entry.Count >= 1));
        Assert.Equal(["b", "c", "d"], entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(((Sample.Now, true), (Oldest + 2, true)), (entries["b"], entries["c"]));
    }

    [Fact]
    public async Task An_attempt_whose_entry_goes_before_it_is_written_makes_a_new_one()
    {
        await RecordAsync(Sample.At(Oldest));
        Time.Advance(TimeSpan.FromSeconds(1));
        var hooked = new ScriptedTables(Tables);
        hooked.BeforeWrite = async (_, _) =>
        {
            hooked.BeforeWrite = (_, _) => Task.CompletedTask;
            await Retention().RetainAsync(Account, Token);
        };

        await Store(hooked).RecordAsync(Sample.Message(Account, "m2", Sample.At(Sample.Now)), Token);

        Assert.Equal(Sample.At(Sample.Now), await EntryAsync());
    }

    [Fact]
    public async Task A_run_that_is_killed_at_any_write_is_finished_by_the_next()
    {
        for (var (write, wasKilled) = (1, true); wasKilled; write++)
        {
            await RecordAsync($"m{write}", [.. Enumerable.Range(1, 20).Select(i => Sample.At(Time.GetUtcNow().ToUnixTimeSeconds(), $"192.0.2.{i}"))]);
            Time.Advance(TimeSpan.FromDays(92));
            var writes = 0;
            var hooked = new ScriptedTables(Tables) { AfterWrite = (_, _) => ++writes == write ? throw new NotSupportedException("killed") : Task.CompletedTask };

            wasKilled = await Record.ExceptionAsync(() => Retention(hooked).RetainAsync(Account, Token)) is NotSupportedException;
            await EntriesAsync();
            await Retention().RetainAsync(Account, Token);

            Assert.Empty(await EntriesAsync());
            Assert.Empty(await MessageRowsAsync());
        }
    }

    /// <summary>At every hour of the days around, a message that comes again after a run changes nothing.</summary>
    [Fact]
    public async Task A_message_is_forgotten_only_when_its_repetition_can_not_count_any_more()
    {
        Attempt[] attempts = [Sample.At(Oldest + (5 * 60 * 60), "192.0.2.1"), Sample.At(Oldest + (40 * 60 * 60), "192.0.2.2")];
        await RecordAsync("m1", attempts);
        await RecordAsync("stays", [.. attempts.Select(attempt => attempt with { LastAt = Sample.Now })]);
        for (var hours = 0; hours < 100; hours++)
        {
            await Retention().RetainAsync(Account, Token);
            var isTaken = await Record.ExceptionAsync(() => RecordAsync("m1", attempts)) is null;
            Assert.Equal(hours <= 6, isTaken);
            Assert.All((await EntriesAsync()).Values, entry => Assert.Equal(2, entry.Count));
            Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.DoesNotContain("m1", (await MessageRowsAsync()).Select(row => row.Split('-')[^1]));
        Assert.Contains("stays", (await MessageRowsAsync()).Select(row => row.Split('-')[^1]));
    }

    /// <summary>A consumer that found the attempt young enough may write only after a run, which begins a new day, forgot the message.</summary>
    [Fact]
    public async Task A_message_that_is_slow_to_be_written_counts_once_though_a_run_comes_between()
    {
        var midnight = Oldest - (Oldest % Day) + Day;
        var attempt = Sample.At(midnight - 1);
        await RecordAsync("m1", attempt);
        await RecordAsync("m2", Sample.At(Sample.Now));
        Time.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(midnight - 1 + (90 * Day)));
        var hooked = new ScriptedTables(Tables);
        hooked.BeforeWrite = async (_, _) =>
        {
            hooked.BeforeWrite = (_, _) => Task.CompletedTask;
            Time.Advance(TimeSpan.FromMinutes(1));
            await Retention().RetainAsync(Account, Token);
        };

        await Store(hooked).RecordAsync(Sample.Message(Account, "m1", attempt), Token);

        Assert.Equal(2, (await EntryAsync()).Count);
    }

    private async Task<IEnumerable<string>> ClientsAsync() =>
        (await EntriesAsync()).Keys.Select(key => key.Client.ToString()).Order(StringComparer.Ordinal);
}
