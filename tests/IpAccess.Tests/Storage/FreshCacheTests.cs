using Azure;
using IpAccess.Storage;
using IpAccess.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Storage;

public sealed class FreshCacheTests : IDisposable
{
    private readonly FakeTimeProvider clock = TestService.NewClock();
    private readonly FreshCache<string> cache;
    private readonly List<string?> known = [];
    private Func<Task<string?>> read = () => Task.FromResult<string?>("a");

    public FreshCacheTests() => cache = new(
        (_, before) =>
        {
            known.Add(before);
            return read();
        },
        _ => 1,
        1000,
        clock);

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

        reading.SetResult("b");
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
    public async Task After_a_fault_storage_is_left_alone_for_a_second()
    {
        await IsAsync("a");
        Fail();
        Pass(5);
        await IsAsync("a", Freshness.Stale);
        Answer("b");
        Pass(0.999);
        await IsAsync("a", Freshness.Stale);
        Assert.Equal(2, known.Count);

        Pass(0.001);
        await IsAsync("b");
    }

    [Fact]
    public async Task A_fault_of_the_read_in_the_background_leaves_the_value_fresh()
    {
        await IsAsync("a");
        Fail();
        Pass(3);
        await IsAsync("a");
        Pass(0.5);
        await IsAsync("a");
        Assert.Equal(2, known.Count);
        Pass(0.5);
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
    public async Task What_was_forgotten_is_read_anew_and_never_comes_back_from_memory()
    {
        await IsAsync("a");
        cache.Forget("key");
        Fail();
        await Assert.ThrowsAsync<RequestFailedException>(AskAsync);
        Answer("b");
        await IsAsync("b");

        Assert.Equal([null, null, null], known);
    }

    [Fact]
    public async Task A_read_under_way_when_the_value_is_forgotten_is_not_kept()
    {
        var old = Hold();
        var before = AskAsync();
        cache.Forget("key");
        var current = Hold();
        var after = AskAsync();
        current.SetResult("new");
        old.SetResult("old");
        Assert.Equal("new", (await after)!.Value);
        Assert.Equal("old", (await before)!.Value);

        await IsAsync("new");
        Assert.Equal(2, known.Count);
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
    public async Task What_is_larger_than_memory_may_be_is_read_each_time()
    {
        using var small = new FreshCache<string>((_, _) => read(), _ => 1001, 1000, clock);

        Assert.Equal("a", (await small.GetAsync("key", CancellationToken.None))!.Value);
        Answer("b");
        Assert.Equal("b", (await small.GetAsync("key", CancellationToken.None))!.Value);
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

    /// <summary>Makes the next reads wait until the test gives their value.</summary>
    private TaskCompletionSource<string?> Hold()
    {
        var held = new TaskCompletionSource<string?>();
        read = () => held.Task;
        return held;
    }
}
