using IpAccess.Testing;

namespace IpAccess.Tests.Enforcers;

/// <summary>When it is noted who enforces a list, and what becomes of what can not be noted.</summary>
public sealed class EnforcerRecorderTests
{
    private static readonly TimeSpan PollTime = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Whoever_is_seen_first_is_noted_at_once_and_again_every_thirty_seconds()
    {
        using var scene = new RecorderScene();
        scene.See("web-1");
        Assert.Equal(1, await scene.WriteAsync());
        Assert.Equal("web-1:1@0", await scene.NotedAsync());

        // Three seconds apart, for two minutes.
        var writes = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            scene.Clock.Advance(PollTime);
            scene.See("web-1");
            writes.Add(await scene.WriteAsync());
        }

        Assert.Equal([9, 19, 29, 39], Enumerable.Range(0, 40).Where(i => writes[i] > 0));
        Assert.Equal(4, writes.Sum());
    }

    [Fact]
    public async Task Where_the_version_moved_it_is_noted_at_once()
    {
        using var scene = new RecorderScene();
        scene.See("web-1", applied: null);
        await scene.WriteAsync();
        foreach (long? applied in new long?[] { 1, 2, 1, null })
        {
            scene.Clock.Advance(PollTime);
            scene.See("web-1", applied);
            Assert.Equal(1, await scene.WriteAsync());
            Assert.Equal($"web-1:{applied}@0", await scene.NotedAsync());
        }
    }

    [Fact]
    public async Task Names_keys_and_accounts_are_told_apart_and_those_of_an_account_are_written_together()
    {
        using var scene = new RecorderScene();
        for (var i = 0; i < 40; i++)
        {
            scene.See($"web-{i}");
        }

        scene.See("web-1", applied: 5, key: "k2");
        scene.See("web-1", applied: 6, account: "other");

        Assert.Equal(2, await scene.WriteAsync());
        Assert.Equal(41, (await scene.NotedAsync()).Split(' ').Length);
        Assert.Contains("web-1:5@0", await scene.NotedAsync(), StringComparison.Ordinal);
        Assert.Equal("web-1:6@0", await scene.NotedAsync("other"));
        scene.Clock.Advance(TimeSpan.FromSeconds(30));
        scene.See("web-1", account: "other");
        scene.See("web-1");
        scene.See("web-2");
        Assert.Equal(2, await scene.WriteAsync());
    }

    [Fact]
    public async Task Each_instance_notes_for_itself_and_the_latest_counts()
    {
        using var one = new RecorderScene();
        using var two = new RecorderScene(beside: one);
        one.See("web-1", applied: 1);
        await one.WriteAsync();
        one.Clock.Advance(PollTime);
        two.See("web-1", applied: 2);
        await two.WriteAsync();
        Assert.Equal("web-1:2@0", await one.NotedAsync());

        one.Clock.Advance(PollTime);
        one.See("web-1", applied: 3);
        Assert.Equal(1, await one.WriteAsync());

        Assert.Equal("web-1:3@0", await two.NotedAsync());
    }

    [Fact]
    public async Task What_waited_while_storage_was_away_does_not_overwrite_what_another_instance_saw_later()
    {
        using var cutOff = new RecorderScene();
        using var other = new RecorderScene(beside: cutOff);
        cutOff.See("web-1", applied: 1);
        await cutOff.WriteAsync();
        cutOff.Tables.IsAway = true;
        cutOff.See("web-1", applied: 2);
        await cutOff.WriteAsync();
        cutOff.Clock.Advance(PollTime);
        other.See("web-1", applied: 3);
        await other.WriteAsync();

        cutOff.Tables.IsAway = false;
        await cutOff.WriteAsync();

        Assert.Equal("web-1:3@0", await cutOff.NotedAsync());
    }

    [Fact]
    public async Task While_storage_is_away_the_latest_waits_and_is_noted_when_it_is_back()
    {
        using var scene = new RecorderScene();
        scene.Tables.IsAway = true;
        await scene.Recorder.StartAsync(CancellationToken.None);
        for (var i = 1; i <= 20; i++)
        {
            var before = scene.Tables.Operations;
            scene.See("web-1", applied: i);
            await scene.UntilAsync(() => scene.Tables.Operations > before);
        }

        scene.Tables.IsAway = false;
        await scene.UntilAsync(() => scene.Tables.Writes > 0);
        await scene.Recorder.StopAsync(CancellationToken.None);

        Assert.StartsWith("web-1:20@", await scene.NotedAsync(), StringComparison.Ordinal);
        Assert.Equal(0, scene.Counters.EnforcersDropped);
        Assert.Contains(
            "Error Storage did not answer the noting of who enforces lists, which waits in memory: Storage answered 503.", scene.Lines);
        Assert.InRange(scene.Lines.Count, 1, 20 / 2);
    }

    [Fact]
    public async Task It_writes_no_more_than_twice_a_second_however_fast_the_version_seems_to_move()
    {
        using var scene = new RecorderScene();
        await scene.Recorder.StartAsync(CancellationToken.None);
        var start = scene.Clock.GetUtcNow();
        var version = 0;
        await scene.UntilAsync(() =>
        {
            scene.See("web-1", ++version);
            return scene.Tables.Writes >= 10;
        });

        Assert.InRange(scene.Clock.GetUtcNow() - start, TimeSpan.FromSeconds(4), TimeSpan.FromDays(1));
        await scene.Recorder.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Nobody_waits_while_storage_hangs()
    {
        using var scene = new RecorderScene();
        var hang = new TaskCompletionSource();
        scene.Tables.BeforeRead = (_, _) => hang.Task;
        await scene.Recorder.StartAsync(CancellationToken.None);
        scene.See("web-1");
        await scene.UntilAsync(() => scene.Tables.Ranges == 1);

        // All of these come back though the write does not.
        for (var i = 0; i < 1000; i++)
        {
            scene.See($"web-{i % 50}", applied: i);
        }

        hang.SetResult();
        await scene.Recorder.StopAsync(CancellationToken.None);
        Assert.Equal(50, (await scene.NotedAsync()).Split(' ').Length);
    }

    [Fact]
    public async Task Stopping_notes_what_is_due()
    {
        using var scene = new RecorderScene();
        await scene.Recorder.StartAsync(CancellationToken.None);
        scene.See("web-1");
        await scene.UntilAsync(() => scene.Tables.Writes == 1);
        scene.See("web-1", applied: 2);
        scene.See("web-2");

        await scene.Recorder.StopAsync(CancellationToken.None);

        Assert.Equal(["web-1:2", "web-2:1"], (await scene.NotedAsync()).Split(' ').Select(each => each.Split('@')[0]));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public async Task Stopped_while_storage_is_away_it_counts_what_is_lost()
    {
        using var scene = new RecorderScene();
        scene.Tables.IsAway = true;
        await scene.Recorder.StartAsync(CancellationToken.None);
        scene.See("web-1");
        scene.See("web-2", account: "other");

        await scene.Recorder.StopAsync(CancellationToken.None);

        Assert.Equal(2, scene.Counters.EnforcersDropped);
        Assert.Contains("Error 2 who enforce lists are not noted: storage did not take them before the service stopped", scene.Lines);
    }

    [Fact]
    public async Task Names_beyond_the_hundredth_of_a_key_are_counted_and_the_hundred_go_on()
    {
        using var scene = new RecorderScene();
        for (var i = 0; i < 130; i++)
        {
            scene.See($"web-{i}");
        }

        await scene.WriteAsync();

        Assert.Equal(100, (await scene.NotedAsync()).Split(' ').Length);
        Assert.Equal(30, scene.Counters.EnforcersDropped);
        Assert.Contains("Warning Not all who enforce the list of account acme are noted: there are too many names", scene.Lines);
        scene.See("web-1", applied: 2);
        Assert.Equal(1, await scene.WriteAsync());
        Assert.Contains("web-1:2@0", await scene.NotedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_another_instance_left_no_room_for_is_counted_and_not_tried_again_with_each_version()
    {
        using var full = new RecorderScene();
        using var other = new RecorderScene(beside: full);
        for (var i = 0; i < 100; i++)
        {
            full.See($"web-{i}");
        }

        await full.WriteAsync();
        for (var version = 1; version <= 9; version++)
        {
            other.See("new", version);
            await other.WriteAsync();
            other.Clock.Advance(PollTime);
        }

        Assert.Equal((1, 1), (other.Counters.EnforcersDropped, other.Tables.Ranges));
        Assert.DoesNotContain("new", await full.NotedAsync(), StringComparison.Ordinal);

        // A day later the others are still noted, but long unseen.
        other.Clock.Advance(TimeSpan.FromDays(1));
        other.See("new", 10);
        await other.WriteAsync();
        Assert.Contains("new:10@0", await full.NotedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_is_bounded_and_whoever_is_not_seen_any_more_makes_room_in_it()
    {
        using var scene = new RecorderScene(most: 50);
        for (var i = 0; i < 60; i++)
        {
            scene.See("web", account: $"a{i}");
        }

        Assert.Equal((50, 10), (scene.Tracked, scene.Counters.EnforcersDropped));
        await scene.WriteAsync();
        scene.Clock.Advance(TimeSpan.FromSeconds(61));
        await scene.WriteAsync();

        Assert.Equal(0, scene.Tracked);
        scene.See("web", account: "a59");
        await scene.WriteAsync();
        Assert.Equal("web:1@0", await scene.NotedAsync("a59"));
        Assert.Equal("web:1@61", await scene.NotedAsync("a0"));
    }

    [Fact]
    public async Task An_account_that_makes_many_keys_takes_the_room_of_no_other()
    {
        using var scene = new RecorderScene(most: 2_000);
        for (var i = 0; i < 2_500; i++)
        {
            scene.See($"web-{i}", key: $"k{i / 50}");
        }

        Assert.Equal(1_000, scene.Tracked);
        scene.See("web", account: "other");
        await scene.WriteAsync();
        Assert.Equal("web:1@0", await scene.NotedAsync("other"));

        // Whoever is seen no more makes room.
        scene.Clock.Advance(TimeSpan.FromSeconds(61));
        await scene.WriteAsync();
        Assert.Equal(0, scene.Tracked);
        scene.See("web-1", applied: 2, key: "k0");
        Assert.Equal(1, await scene.WriteAsync());
    }

    [Fact]
    public async Task A_fault_at_one_account_loses_nothing_of_the_others()
    {
        using var scene = new RecorderScene();
        scene.Tables.BeforeRead = (_, partition) => partition == "a3" ? throw new TimeoutException("Too slow.") : Task.CompletedTask;
        for (var i = 0; i < 20; i++)
        {
            scene.See("web", account: $"a{i}");
        }

        await scene.WriteAsync();
        scene.Tables.BeforeRead = (_, _) => Task.CompletedTask;
        await scene.WriteAsync();

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("web:1@0", await scene.NotedAsync($"a{i}"));
        }
    }

    [Fact]
    public async Task Whatever_happens_meanwhile_what_was_seen_last_of_each_is_noted_in_the_end()
    {
        const int Threads = 4;
        const int Names = 20;
        var each = Effort.Of(5_000, 1_000_000);
        using var scene = new RecorderScene();
        await scene.Recorder.StartAsync(CancellationToken.None);
        var seeing = Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 1; i <= each; i++)
            {
                scene.See($"web-{i % Names}", applied: i, account: $"a{thread}");
            }
        })).ToList();
        var weather = new Random(7);
        await scene.UntilAsync(() =>
        {
            scene.Tables.IsAway = weather.Next(3) == 0;
            return seeing.TrueForAll(task => task.IsCompleted);
        });
        await Task.WhenAll(seeing);
        scene.Tables.IsAway = false;

        await scene.Recorder.StopAsync(CancellationToken.None);

        var latest = Enumerable.Range(each - Names + 1, Names).Select(i => $"web-{i % Names}:{i}").Order(StringComparer.Ordinal);
        for (var thread = 0; thread < Threads; thread++)
        {
            Assert.Equal(latest, (await scene.NotedAsync($"a{thread}")).Split(' ').Select(noted => noted.Split('@')[0]).Order(StringComparer.Ordinal));
        }

        Assert.Equal(0, scene.Counters.EnforcersDropped);
    }
}
