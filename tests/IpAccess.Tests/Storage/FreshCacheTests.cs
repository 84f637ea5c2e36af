using Azure;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using IpAccess.Storage.Caching;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Storage;

public sealed class FreshCacheTests : IDisposable
{
    private readonly FakeTimeProvider clock = TestService.NewClock();
    private readonly FreshCaches caches;
    private readonly FreshCache<string> cache;
    private readonly HashSet<string> over = [];
    private readonly List<string?> known = [];
    private Func<Task<string?>> read = () => Task.FromResult<string?>("a");

    public FreshCacheTests()
    {
        caches = new(new(), new(clock), new(clock, NullLogger<StorageOutage>.Instance), clock);
        cache = caches.Make<string>(
            (_, before) =>
            {
                known.Add(before);
                return read();
            },
            _ => 1,
            1000,
            over.Contains);
    }

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task A_value_answers_from_memory_until_it_is_three_seconds_old()
    {
        await IsAsync("a");
        Pass(2.999);
        await IsAsync("a");

        Assert.Single(known);
    }

    [Fact]
    public async Task From_three_seconds_on_the_value_still_answers_while_it_is_read_anew()
    {
        await IsAsync("a");
        var reading = Hold();
        Pass(3);

        await IsAsync("a");
        await IsAsync("a");
        Assert.Equal([null, "a"], known);

        await EndAsync(reading, "b");
        Pass(2);
        await IsAsync("b");
        Assert.Equal([null, "a"], known);
    }

    [Fact]
    public async Task From_five_seconds_on_the_value_does_not_answer_any_more()
    {
        await IsAsync("a");
        var reading = Hold();
        Pass(4.999);
        await IsAsync("a");
        Pass(0.001);

        var question = AskAsync();
        Assert.False(question.IsCompleted);
        reading.SetResult("b");

        AssertIs("b", Freshness.Fresh, await question);
    }

    [Fact]
    public async Task The_age_counts_from_the_start_of_the_read()
    {
        var reading = Hold();
        var question = AskAsync();
        Pass(2);
        reading.SetResult("a");
        AssertIs("a", Freshness.Fresh, await question);

        Answer("b");
        Pass(1);
        await IsAsync("a");
        await IsAsync("b");
    }

    [Fact]
    public async Task The_age_is_told_with_every_value()
    {
        var ages = new List<TimeSpan?>();
        await IsAsync("a");
        Fail();
        foreach (var seconds in new[] { 0, 2, 2, 26, 31 })
        {
            Pass(seconds);
            ages.Add((await AskAsync())?.Age);
        }

        Assert.Equal([0, 2, 4, 30, 61], ages.Select(age => age?.TotalSeconds));
    }

    [Fact]
    public async Task What_took_over_five_seconds_to_read_is_read_once_more_before_it_answers()
    {
        var first = Hold();
        var question = AskAsync();
        Pass(5);
        Answer("b");
        first.SetResult("a");

        AssertIs("b", Freshness.Fresh, await question);
        Assert.Equal([null, "a"], known);
    }

    [Fact]
    public async Task Many_who_ask_at_once_share_one_read()
    {
        var reading = Hold();
        var questions = Enumerable.Range(0, 50).Select(_ => AskAsync()).ToList();
        reading.SetResult("a");

        Assert.All(await Task.WhenAll(questions), answer => Assert.Equal("a", answer!.Value));
        Assert.Single(known);
    }

    [Fact]
    public async Task Keys_have_nothing_to_do_with_each_other()
    {
        var reading = Hold();
        var first = AskAsync("first", CancellationToken.None);
        Answer("b");

        Assert.Equal("b", (await AskAsync("second", CancellationToken.None))!.Value);
        Assert.False(first.IsCompleted);
        reading.SetResult("a");
        Assert.Equal("a", (await first)!.Value);
    }

    [Fact]
    public async Task While_storage_is_away_the_value_is_stale_for_a_minute_and_then_expired()
    {
        await IsAsync("a");
        Fail();
        Pass(5);
        await IsAsync("a", Freshness.Stale);
        Pass(55);
        await IsAsync("a", Freshness.Stale);
        Pass(0.001);
        await IsAsync("a", Freshness.Expired);
        Pass(3600);
        await IsAsync("a", Freshness.Expired);
        Answer("b");
        Pass(1);
        await IsAsync("b");
    }

    [Fact]
    public async Task After_a_fault_storage_is_left_alone_for_half_a_second()
    {
        await IsAsync("a");
        Fail();
        Pass(5);
        await IsAsync("a", Freshness.Stale);
        Answer("b");
        Pass(0.499);
        await IsAsync("a", Freshness.Stale);
        Assert.Equal(2, known.Count);

        Pass(0.001);
        await IsAsync("b");
    }

    [Fact]
    public async Task A_read_that_hangs_makes_nobody_wait_for_longer_than_a_tenth_of_a_second_and_goes_on_behind()
    {
        await IsAsync("a");
        var reading = Hold();
        Pass(5);
        var question = AskAsync();
        Pass(0.099);
        Assert.False(question.IsCompleted);
        Pass(0.001);
        AssertIs("a", Freshness.Stale, await question);

        var later = AskAsync();
        Assert.True(later.IsCompleted);
        AssertIs("a", Freshness.Stale, await later);
        await EndAsync(reading, "b");
        await IsAsync("b");
        Assert.Equal(2, known.Count);
    }

    [Fact]
    public async Task What_hangs_for_one_key_makes_nobody_wait_for_another()
    {
        await AskAsync("one", CancellationToken.None);
        await AskAsync("other", CancellationToken.None);
        Hold();
        Pass(5);
        var question = AskAsync("one", CancellationToken.None);
        Pass(0.1);
        await question;

        var other = AskAsync("other", CancellationToken.None);

        Assert.True(other.IsCompleted);
        AssertIs("a", Freshness.Stale, await other);
        Assert.Equal(3, known.Count);
    }

    [Fact]
    public async Task While_storage_is_away_one_question_of_all_reads_in_half_a_second()
    {
        string[] keys = ["one", "two", "three", "four"];
        foreach (var key in keys)
        {
            await AskAsync(key, CancellationToken.None);
        }

        Fail();
        Pass(5);
        for (var i = 0; i < 10; i++)
        {
            foreach (var key in keys)
            {
                AssertIs("a", Freshness.Stale, await AskAsync(key, CancellationToken.None));
            }

            Pass(0.5);
        }

        Assert.Equal(keys.Length + 10, known.Count);
    }

    [Fact]
    public async Task What_fails_alone_makes_nobody_wait_though_others_are_read_all_the_time()
    {
        await AskAsync("one", CancellationToken.None);
        await AskAsync("other", CancellationToken.None);
        Fail();
        Pass(5);
        await AskAsync("one", CancellationToken.None);
        var before = known.Count;
        for (var i = 0; i < 20; i++)
        {
            Pass(0.25);
            Answer("b");
            await AskAsync($"cold {i}", CancellationToken.None);
            var reading = Hold();
            var question = AskAsync("one", CancellationToken.None);

            Assert.True(question.IsCompleted);
            AssertIs("a", Freshness.Stale, await question);
            reading.TrySetException(new TimeoutException());
            await Task.Yield();
        }

        Assert.InRange(known.Count - before - 20, 1, 10);
    }

    [Fact]
    public async Task What_is_too_old_to_answer_is_expired_at_once_between_two_reads()
    {
        await IsAsync("a");
        Fail();
        Pass(61);
        await IsAsync("a", Freshness.Expired);
        Hold();

        var question = AskAsync();

        Assert.True(question.IsCompleted);
        AssertIs("a", Freshness.Expired, await question);
    }

    [Fact]
    public async Task What_is_over_is_read_anew_whatever_its_age_and_answers_only_where_that_fails()
    {
        await IsAsync("a");
        over.Add("a");
        Fail();
        await IsAsync("a", Freshness.Stale);
        Answer("b");
        Pass(0.5);

        await IsAsync("b");
        Assert.Equal([null, "a", "a"], known);
    }

    [Fact]
    public async Task A_fault_of_the_read_in_the_background_leaves_the_value_fresh()
    {
        await IsAsync("a");
        Fail();
        Pass(3);
        await IsAsync("a");
        Pass(0.25);
        await IsAsync("a");
        Assert.Equal(2, known.Count);
        Pass(0.25);
        await IsAsync("a");
        Assert.Equal(3, known.Count);
    }

    [Fact]
    public async Task A_fault_is_thrown_where_memory_has_nothing()
    {
        Fail();

        await Assert.ThrowsAsync<RequestFailedException>(AskAsync);
    }

    [Fact]
    public async Task A_fault_that_is_not_of_storage_is_thrown_even_where_memory_has_something()
    {
        await IsAsync("a");
        Pass(5);
        read = () => Task.FromException<string?>(new InvalidOperationException("A fault of ours."));

        await Assert.ThrowsAsync<InvalidOperationException>(AskAsync);
    }

    [Fact]
    public async Task What_may_have_changed_is_read_anew_and_answers_only_where_that_fails()
    {
        await IsAsync("a");
        cache.MayHaveChanged("key");
        Fail();
        await IsAsync("a", Freshness.Stale);
        Answer("b");
        Pass(0.5);
        await IsAsync("b");

        Assert.Equal([null, "a", "a"], known);
    }

    [Fact]
    public async Task What_was_written_here_answers_at_once_though_storage_is_away()
    {
        await IsAsync("a");
        var before = clock.GetTimestamp();
        Pass(1);
        cache.Put("key", "b", before, _ => false);
        Fail();

        await IsAsync("b");
        Pass(4);
        await IsAsync("b", Freshness.Stale);
    }

    [Fact]
    public async Task What_was_written_here_before_what_memory_holds_is_not_taken_up()
    {
        await IsAsync("a");
        cache.Put("key", "older", clock.GetTimestamp(), value => value == "a");
        Answer("b");

        await IsAsync("b");
        Assert.Equal([null, "a"], known);
    }

    [Fact]
    public async Task What_is_gone_never_comes_back_from_memory()
    {
        await IsAsync("a");
        cache.Remove("key");
        Fail();
        await Assert.ThrowsAsync<RequestFailedException>(AskAsync);
        Answer("b");
        await IsAsync("b");

        Assert.Equal([null, null, null], known);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("written")]
    [InlineData("gone")]
    public async Task A_read_under_way_when_this_process_writes_is_not_kept(string what)
    {
        var old = Hold();
        var before = AskAsync();
        Write(what);
        var current = Hold();
        var after = AskAsync();
        current.SetResult("new");
        old.SetResult("old");
        Assert.Equal("old", (await before)!.Value);
        Assert.Equal("new", (await after)!.Value);

        await IsAsync("new");
    }

    [Fact]
    public async Task What_does_not_exist_is_not_kept()
    {
        Answer(null);
        Assert.Null(await AskAsync());
        Assert.Null(await AskAsync());
        Answer("a");
        await IsAsync("a");

        Assert.Equal(3, known.Count);
    }

    [Fact]
    public async Task What_ceased_to_exist_is_forgotten()
    {
        await IsAsync("a");
        Answer(null);
        Pass(3);
        await IsAsync("a");

        Assert.Null(await AskAsync());
        Fail();
        await Assert.ThrowsAsync<RequestFailedException>(AskAsync);
    }

    [Fact]
    public async Task One_who_gives_up_does_not_end_the_read_that_others_wait_for()
    {
        var reading = Hold();
        using var giveUp = new CancellationTokenSource();
        var first = AskAsync("key", giveUp.Token);
        var second = AskAsync();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        reading.SetResult("a");

        Assert.Equal("a", (await second)!.Value);
        await IsAsync("a");
        Assert.Single(known);
    }

    [Fact]
    public async Task One_who_gives_up_gets_no_stale_value()
    {
        await IsAsync("a");
        var reading = Hold();
        Pass(5);
        using var giveUp = new CancellationTokenSource();
        var question = AskAsync("key", giveUp.Token);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => question);
        reading.SetResult("b");
    }

    [Fact]
    public async Task What_is_larger_than_memory_may_be_is_kept_while_it_is_the_one_in_use_and_told()
    {
        var told = new List<string>();
        using var small = caches.Make<string>(
            (key, _) => Task.FromResult<string?>(key + known.Count), _ => 1001, 1000, noRoom: (key, value) => told.Add($"{key}={value}"));
        async Task<string> GetAsync(string key)
        {
            var value = (await small.GetAsync(key, CancellationToken.None))!.Value;
            known.Add(value);
            return value;
        }

        Assert.Equal(["a0", "a0", "b2", "b2", "a4"], [await GetAsync("a"), await GetAsync("a"), await GetAsync("b"), await GetAsync("b"), await GetAsync("a")]);
        Assert.Equal(["a=a0", "b=b2", "a=a4"], told);
    }

    [Fact]
    public async Task What_strangers_ask_for_in_vain_is_remembered_for_a_second()
    {
        using var strangers = caches.MakeForStrangers<string>(
            (_, before) =>
            {
                known.Add(before);
                return read();
            },
            _ => 1,
            1000);
        Answer(null);
        for (var i = 0; i < 100; i++)
        {
            Assert.Null(await strangers.GetAsync("key", CancellationToken.None));
        }

        Assert.Single(known);
        Answer("a");
        Pass(0.999);
        Assert.Null(await strangers.GetAsync("key", CancellationToken.None));
        Pass(0.001);
        Assert.Equal("a", (await strangers.GetAsync("key", CancellationToken.None))!.Value);
    }

    [Fact]
    public async Task Strangers_have_few_reads_at_once_and_those_whom_memory_knows_do_not_wait_for_them()
    {
        using var strangers = caches.MakeForStrangers<string>(
            (_, before) =>
            {
                known.Add(before);
                return read();
            },
            _ => 1,
            1000);
        await strangers.GetAsync("known", CancellationToken.None);
        Hold();
        var floods = Enumerable.Range(0, 1000).Select(i => strangers.GetAsync($"{i}", CancellationToken.None).AsTask()).ToList();

        Assert.Equal("a", (await strangers.GetAsync("known", CancellationToken.None))!.Value);
        Assert.Equal(1 + 64, known.Count);
        var refused = await Task.WhenAll(floods.Skip(64).Select(flood => Record.ExceptionAsync(() => flood)));
        Assert.All(refused, fault => Assert.IsType<TimeoutException>(fault));
        Assert.Equal(1 + 64, known.Count);
    }

    [Fact]
    public async Task What_hangs_for_one_key_that_is_asked_for_all_the_time_leaves_others_fresh()
    {
        await AskAsync("one", CancellationToken.None);
        await AskAsync("other", CancellationToken.None);
        Hold();
        Pass(5);
        var first = AskAsync("one", CancellationToken.None);
        Pass(0.1);
        await first;
        Answer("b");
        for (var i = 0; i < 20; i++)
        {
            AssertIs("a", Freshness.Stale, await AskAsync("one", CancellationToken.None));
            Pass(0.1);
        }

        await AskAsync("other", CancellationToken.None);
        AssertIs("b", Freshness.Fresh, await AskAsync("other", CancellationToken.None));
    }

    [Fact]
    public async Task Strangers_for_whom_there_is_no_place_say_nothing_about_storage()
    {
        using var strangers = caches.MakeForStrangers<string>((_, _) => read(), _ => 1, 1000);
        await IsAsync("a");
        var held = Hold();
        Pass(5);
        var floods = Enumerable.Range(0, 65).Select(i => strangers.GetAsync($"{i}", CancellationToken.None).AsTask()).ToList();
        Assert.IsType<TimeoutException>(await Record.ExceptionAsync(() => floods[64]), exactMatch: false);
        Answer("b");

        await IsAsync("b");
        held.SetResult(null);
        await Task.WhenAll(floods.Take(64));
    }

    [Fact]
    public async Task Who_finds_nothing_in_memory_waits_no_longer_than_a_request_may()
    {
        StorageBudget.Enter(clock);
        Hold();
        var question = AskAsync();
        Pass(4.999);
        Assert.False(question.IsCompleted);
        Pass(0.001);

        var fault = await Assert.ThrowsAsync<TimeoutException>(() => question.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
        Assert.Equal("Storage did not answer in the five seconds that a request waits for it.", fault.Message);
    }

    private void Write(string what)
    {
        switch (what)
        {
            case "changed":
                cache.MayHaveChanged("key");
                break;
            case "written":
                cache.Put("key", "new", clock.GetTimestamp(), _ => false);
                break;
            default:
                cache.Remove("key");
                break;
        }
    }

    private async Task IsAsync(string value, Freshness freshness = Freshness.Fresh) =>
        AssertIs(value, freshness, await AskAsync());

    private static void AssertIs(string value, Freshness freshness, Cached<string>? answer) =>
        Assert.Equal((value, freshness), (answer?.Value, answer?.Freshness));

    private Task<Cached<string>?> AskAsync() => AskAsync("key", CancellationToken.None);

    private Task<Cached<string>?> AskAsync(string key, CancellationToken cancellationToken) =>
        cache.GetAsync(key, cancellationToken).AsTask();

    private void Pass(double seconds) => clock.Advance(TimeSpan.FromSeconds(seconds));

    private void Answer(string? value) => read = () => Task.FromResult(value);

    private void Fail() => read = () => Task.FromException<string?>(new RequestFailedException(503, "Storage is away."));

    /// <summary>Ends a read that nobody waits for, and waits until it is kept.</summary>
    private async Task EndAsync(TaskCompletionSource<string?> reading, string value)
    {
        reading.SetResult(value);
        while (cache.Peek("key") != value)
        {
            await Task.Yield();
        }
    }

    /// <summary>Makes the next reads wait until the test gives their value.</summary>
    private TaskCompletionSource<string?> Hold()
    {
        var held = new TaskCompletionSource<string?>();
        read = () => held.Task;
        return held;
    }
}
