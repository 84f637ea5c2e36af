using IpAccess.Attempts;

namespace IpAccess.Testing.Attempts;

/// <summary>What the store of attempts promises.</summary>
public abstract class AttemptStoreContract : AttemptsContract
{
    [Fact]
    public async Task An_attempt_is_kept_with_all_that_was_said()
    {
        var attempt = new Attempt
        {
            Key = new(Sample.Client("2001:db8::1"), "api", "api_key"),
            FirstAt = Sample.Now - 100,
            LastAt = Sample.Now - 10,
            Count = 7,
            Allowed = false,
            Credential = "k1",
            UserAgent = "ä\u0000\u001f\uffff\"<&>😀",
            RuleId = long.MaxValue,
        };

        await RecordAsync(attempt);

        Assert.Equal(attempt, await EntryAsync());
    }

    [Fact]
    public async Task A_message_counts_once_however_often_it_comes()
    {
        for (var i = 0; i < 3; i++)
        {
            await RecordAsync("m1", Sample.At(Sample.Now));
            await RecordAsync("m2", Sample.At(Sample.Now - 5));
            await RecordAsync("M1", Sample.At(Sample.Now - 3));
        }

        var entry = await EntryAsync();
        Assert.Equal((3, Sample.Now - 5, Sample.Now), (entry.Count, entry.FirstAt, entry.LastAt));
    }

    [Fact]
    public async Task A_message_counts_once_after_midnight_too()
    {
        await RecordAsync("m1", Sample.At(Sample.Now));
        Time.Advance(TimeSpan.FromDays(2));
        await RecordAsync("m1", Sample.At(Sample.Now));

        Assert.Equal(1, (await EntryAsync()).Count);
    }

    [Fact]
    public async Task The_same_message_id_counts_in_every_account()
    {
        var other = Account + "-0";
        await RecordAsync("m1", Sample.At(Sample.Now));
        await Store().RecordAsync(Sample.Message(other, "m1", Sample.At(Sample.Now), Sample.At(Sample.Now)), Token);

        Assert.Equal(1, (await EntryAsync()).Count);
        Assert.Equal(2, Assert.Single(await EntriesAsync(other)).Value.Count);
    }

    [Fact]
    public async Task What_comes_late_counts_and_the_latest_stays_the_latest()
    {
        await RecordAsync(Sample.At(Sample.Now) with { Credential = "latest", UserAgent = "new", Allowed = false, RuleId = null });
        await RecordAsync(Sample.At(Sample.Now - 60) with { Credential = "older", FirstAt = Sample.Now - 90, Count = 5, RuleId = 3 });

        Assert.Equal(
            Sample.At(Sample.Now) with { Credential = "latest", UserAgent = "new", Allowed = false, FirstAt = Sample.Now - 90, Count = 6 },
            await EntryAsync());
    }

    [Fact]
    public async Task The_latest_replaces_all_fields_also_with_none()
    {
        await RecordAsync(Sample.At(Sample.Now - 1) with { Credential = "k1", UserAgent = "curl", RuleId = 3 });
        await RecordAsync(Sample.At(Sample.Now) with { Allowed = false });

        Assert.Equal(Sample.At(Sample.Now) with { Allowed = false, FirstAt = Sample.Now - 1, Count = 2 }, await EntryAsync());
    }

    [Fact]
    public async Task In_the_same_second_what_is_recorded_last_is_the_latest()
    {
        await RecordAsync(Sample.At(Sample.Now) with { Credential = "first" }, Sample.At(Sample.Now) with { Credential = "second" });
        Assert.Equal("second", (await EntryAsync()).Credential);

        await RecordAsync(Sample.At(Sample.Now) with { Credential = "third" });
        Assert.Equal(("third", 3), ((await EntryAsync()).Credential, (await EntryAsync()).Count));
    }

    [Fact]
    public async Task The_attempts_of_one_key_in_one_message_are_one_entry()
    {
        await RecordAsync([.. Enumerable.Range(0, 30).Select(i => Sample.At(Sample.Now - (i * 7 % 30)) with { Count = 2, Credential = $"k{i}" })]);

        var entry = await EntryAsync();
        Assert.Equal((60, Sample.Now - 29, Sample.Now, "k0"), (entry.Count, entry.FirstAt, entry.LastAt, entry.Credential));
    }

    [Fact]
    public async Task Thirty_attempts_of_one_partition_fit_into_its_transaction()
    {
        var partition = AttemptRows.PartitionOf(Account, Sample.Client("10.0.0.1"));
        var clients = Enumerable.Range(1, 10_000).Select(i => Sample.Client($"10.0.{i / 256}.{i % 256}"))
            .Where(client => AttemptRows.PartitionOf(Account, client) == partition).Take(30).ToList();
        Attempt Largest(long at, int i) => Sample.At(at) with
        {
            Key = new(clients[i], new('s', 64), new('m', 64)),
            Credential = new('\u0001', 128),
            UserAgent = new('\uffff', 512),
            RuleId = i + 1,
        };

        await RecordAsync([.. Enumerable.Range(0, 30).Select(i => Largest(Sample.Now - 1, i))]);
        await RecordAsync([.. Enumerable.Range(0, 30).Select(i => Largest(Sample.Now, i))]);

        var entries = await EntriesAsync();
        Assert.Equal(30, entries.Count);
        Assert.All(entries.Values, entry => Assert.Equal((2, Sample.Now - 1, Sample.Now), (entry.Count, entry.FirstAt, entry.LastAt)));
    }

    [Fact]
    public async Task Keys_that_read_alike_are_apart()
    {
        (string? Surface, string? Method)[] alike =
        [
            ("a", "b-c"), ("a-b", "c"), ("a-b-c", null), (null, "a-b-c"), (null, null), ("a", null), (null, "a"), ("-", null), (null, "-"),
            ("--", null), ("-", "-"), ("A", "b-c"), ("01-a", null), (null, "01-a"), (new('a', 64), null), (null, new('a', 64)),
        ];
        string[] clients = ["1.2.3.4", "::102:304", "::ffff:0:102:304", "2001:db8::102:304", "::"];
        var attempts = (from client in clients from pair in alike select Sample.At(Sample.Now, client, pair.Surface, pair.Method)).ToList();

        foreach (var chunk in attempts.Chunk(AttemptMessage.MostAttempts))
        {
            await RecordAsync(chunk);
        }

        var entries = await EntriesAsync();
        Assert.Equal(attempts.ToHashSet(), [.. entries.Values]);
        Assert.Equal(clients.Length * alike.Length, entries.Count);
    }

    [Fact]
    public async Task A_mapped_address_is_the_ipv4_address()
    {
        await RecordAsync(Sample.At(Sample.Now, "::ffff:192.0.2.1"), Sample.At(Sample.Now, "192.0.2.1"), Sample.At(Sample.Now, "::ffff:c000:201"));

        Assert.Equal(("192.0.2.1", 3), ((await EntryAsync()).Key.Client.ToString(), (await EntryAsync()).Count));
    }

    [Fact]
    public async Task A_message_that_comes_too_late_is_never_recorded_in_part_but_comes_again()
    {
        var oldest = Sample.Now - (90 * 24 * 60 * 60) - 3600;

        await RecordAsync(Sample.At(oldest, "192.0.2.2"), Sample.At(Sample.Now, "192.0.2.3"));
        await Assert.ThrowsAsync<TimeoutException>(() => RecordAsync(Sample.At(oldest - 1, "192.0.2.1"), Sample.At(Sample.Now, "192.0.2.4")));
        await Assert.ThrowsAsync<TimeoutException>(() => RecordAsync(Sample.At(-62_135_596_800)));

        var entries = await EntriesAsync();
        Assert.Equal(["192.0.2.2", "192.0.2.3"], entries.Keys.Select(key => key.Client.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_address_is_known_once_it_tried()
    {
        await RecordAsync(Sample.At(Sample.Now, "192.0.2.1", "api"), Sample.At(Sample.Now, "2001:db8::1"));

        foreach (var (ip, isKnown) in new[] { ("192.0.2.1", true), ("2001:db8::1", true), ("192.0.2.2", false), ("::c000:201", false), ("2001:db8::", false) })
        {
            Assert.Equal(isKnown, await Store().KnowsAsync(Account, Sample.Client(ip), Token));
            Assert.False(await Store().KnowsAsync(Account + "x", Sample.Client(ip), Token));
        }
    }

    /// <summary>Whatever the order, whatever comes twice: the rows are those of a naive model.</summary>
    [Fact]
    public async Task Any_order_and_repetition_of_messages_gives_the_rows_of_the_model()
    {
        for (var seed = 0; seed < Effort.Of(4, 100); seed++)
        {
            var random = new Random(seed);
            var account = $"{Account}-{seed}";
            var messages = Enumerable.Range(0, 12).Select(i => Sample.Random(random, account, $"m{i}")).ToList();
            var (inOrder, asItCame) = (new AttemptModel(), new AttemptModel());
            messages.ForEach(inOrder.Record);
            var delivered = messages.Concat(messages.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(delivered);

            foreach (var message in delivered)
            {
                asItCame.Record(message);
                await Store().RecordAsync(message, Token);
            }

            var entries = await EntriesAsync(account);
            Assert.Equal(asItCame.Entries(), entries);
            Assert.Equal(Figures(inOrder.Entries()), Figures(entries));
        }
    }

    private static HashSet<(AttemptKey Key, long Count, long FirstAt, long LastAt)> Figures(Dictionary<AttemptKey, Attempt> entries) =>
        [.. entries.Values.Select(entry => (entry.Key, entry.Count, entry.FirstAt, entry.LastAt))];
}
