using System.Text;
using System.Text.Json;
using IpAccess.Attempts;
using IpAccess.Checks;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Text;

namespace IpAccess.Tests.Attempts;

/// <summary>Rounds of sending, one by one.</summary>
public sealed class AttemptSenderTests : IDisposable
{
    private readonly Recording recording = new();

    public void Dispose() => recording.Dispose();

    [Fact]
    public async Task Attempts_of_one_key_are_one_entry_with_their_count_their_times_and_the_latest()
    {
        var start = recording.Clock.GetUtcNow().ToUnixTimeSeconds();
        for (var i = 0; i < 5; i++)
        {
            recording.Record("acme", new() { Client = Address.IPv4(7), Surface = "api", Method = "key", Credential = $"k{i}", UserAgent = $"a{i}" }, i == 4);
            recording.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        await recording.SendAsync();

        var message = Assert.Single(await recording.Queues.MessagesAsync());
        Assert.Equal("acme", message.Account);
        Assert.Matches("^[0-9a-f]{32}$", message.Id);
        var expected = new Attempt
        {
            Key = new(Address.IPv4(7), "api", "key"),
            FirstAt = start,
            LastAt = start + 40,
            Count = 5,
            Allowed = true,
            Credential = "k4",
            UserAgent = "a4",
        };
        Assert.Equal(expected, Assert.Single(message.Attempts));
        Assert.Equal((5, 0), (recording.Counters.Recorded, recording.Counters.Dropped));
    }

    /// <summary>A clock that is set right between recording and sending has recorded attempts that are to come.</summary>
    [Fact]
    public async Task What_a_clock_ahead_recorded_is_sent_as_of_now_once_the_clock_is_right()
    {
        var now = recording.Clock.GetUtcNow().ToUnixTimeSeconds();
        var question = new Question { Client = Address.IPv4(7) };
        recording.Recorder.Record("acme", question, new(true, Reason.EmptyList, null), now + 600);
        recording.Recorder.Record("acme", question, new(true, Reason.EmptyList, null), now - 5);
        recording.Recorder.Record("acme", question with { Surface = "api" }, new(true, Reason.EmptyList, null), now + 600);

        await recording.SendAsync();

        Assert.Equal(
            [(now - 5, now, 2L), (now, now, 1L)],
            Assert.Single(await recording.Queues.MessagesAsync()).Attempts.OrderBy(attempt => attempt.FirstAt).Select(attempt => (attempt.FirstAt, attempt.LastAt, attempt.Count)));
    }

    [Fact]
    public async Task Account_address_surface_and_method_each_make_an_entry_of_their_own()
    {
        recording.Record(1);
        recording.Record(1);
        recording.Record(2);
        recording.Record(1, surface: "api");
        recording.Record(1, method: "api");
        recording.Record(1, surface: "api", method: "key");
        recording.Record(1, account: "other");
        recording.Record("acme", new() { Client = Address.IPv6(1) });

        await recording.SendAsync();

        var messages = await recording.Queues.MessagesAsync();
        Assert.Equal(["acme 6", "other 1"], messages.Select(message => $"{message.Account} {message.Attempts.Count}").Order());
        Assert.Equal([1, 1, 1, 1, 1, 1, 2], messages.SelectMany(message => message.Attempts).Select(attempt => attempt.Count).Order());
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(31, 2)]
    [InlineData(1000, 34)]
    public async Task A_message_holds_thirty_entries_of_few_partitions(int entries, int messages)
    {
        for (var i = 0; i < entries; i++)
        {
            recording.Record((uint)i);
        }

        await recording.SendAsync();

        var sent = await recording.Queues.MessagesAsync();
        Assert.Equal(messages, sent.Count);
        Assert.Equal(entries, Recording.Entries(sent).Select(attempt => attempt.Key).Distinct().Count());
        var touched = sent.Sum(message => message.Attempts.Select(attempt => AttemptRows.PartitionOf("acme", attempt.Key.Client)).Distinct().Count());
        Assert.InRange(touched, messages, messages + 15);
    }

    [Theory]
    [InlineData("\u0001")]
    [InlineData("\ud83d\ude00")]
    [InlineData("\u6f22")]
    [InlineData("&")]
    [InlineData("x")]
    public async Task A_message_of_the_longest_entries_fits_a_queue_and_nothing_of_it_is_lost(string text)
    {
        var longest = string.Concat(Enumerable.Repeat(text, ClientText.UserAgentCharacters / text.Length));
        var name = new string('s', 64);
        for (var i = 0; i < 100; i++)
        {
            recording.Record(new string('a', 63), new()
            {
                Client = Address.IPv6(UInt128.MaxValue - (UInt128)i),
                Surface = name,
                Method = name,
                Credential = longest[..ClientText.CredentialCharacters],
                UserAgent = longest,
            });
        }

        await recording.SendAsync();

        var texts = await recording.Queues.TextsAsync();
        Assert.All(texts, sent => Assert.InRange(Encoding.UTF8.GetByteCount(sent), 1, AttemptMessage.MostBytes));
        Assert.All(texts, sent => Assert.DoesNotContain(sent, c => c is > '~' or < ' ' or '&' or '<' or '>'));
        Assert.Equal(100, await recording.QueuedAsync());
        Assert.All(Recording.Entries(await recording.Queues.MessagesAsync()), attempt => Assert.Equal(longest, attempt.UserAgent));

        // All but the last are as full as they can be.
        var entry = texts.Max(sent => JsonElement.Parse(sent).GetProperty("attempts").EnumerateArray().Max(item => item.GetRawText().Length)) + 1;
        Assert.All(texts.Take(texts.Count - 1), sent =>
            Assert.True(sent.Length + entry > AttemptMessage.MostBytes || JsonElement.Parse(sent).GetProperty("attempts").GetArrayLength() == 30));
    }

    [Fact]
    public async Task More_attempts_than_an_entry_can_stand_for_are_several_entries()
    {
        for (var i = 0; i < AttemptFields.MostCounted + 5; i++)
        {
            recording.Record(1);
        }

        await recording.SendAsync();

        Assert.Equal([5, AttemptFields.MostCounted], Recording.Entries(await recording.Queues.MessagesAsync()).Select(attempt => attempt.Count).Order());
        Assert.True(recording.Pending.IsEmpty);
    }

    [Fact]
    public async Task A_message_whose_answer_was_lost_comes_again_as_it_was()
    {
        recording.Record(1);
        recording.Queues.LosesAnswers = true;
        await recording.SendAsync();
        Assert.True(recording.Sender.IsFailing);
        recording.Record(1);
        recording.Record(2);
        recording.Queues.LosesAnswers = false;

        await recording.SendAsync();

        var texts = await recording.Queues.TextsAsync();
        Assert.Equal(3, texts.Count);
        Assert.Equal(texts[0], texts[1]);
        Assert.Equal(2, (await recording.Queues.MessagesAsync()).Select(message => message.Id).Distinct().Count());
        Assert.Equal((3, 3), (await recording.QueuedAsync(), recording.Counters.Recorded));
        Assert.True(recording.Pending.IsEmpty);
    }

    [Fact]
    public async Task While_the_queue_is_away_known_keys_are_taken_together_and_few_messages_are_tried()
    {
        recording.Queues.IsAway = true;
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 1000; i++)
            {
                recording.Record((uint)i);
            }

            await recording.SendAsync();
        }

        Assert.InRange(recording.Queues.Sends, 10, 80);
        recording.Queues.IsAway = false;
        await recording.SendAsync();
        await recording.SendAsync();

        var entries = Recording.Entries(await recording.Queues.MessagesAsync()).ToList();
        Assert.Equal((10_000, 10_000, 0), (entries.Sum(entry => entry.Count), recording.Counters.Recorded, recording.Counters.Dropped));
        Assert.All(entries.GroupBy(entry => entry.Key), key => Assert.Equal(10, key.Sum(entry => entry.Count)));
        Assert.InRange(entries.Count, 1000, 1000 + (8 * 30));
        Assert.Equal(["Error Storage did not answer the sending of attempts, which wait in memory: Storage answered 503."], recording.Lines);
        recording.Clock.Advance(OutageLog.Period);
        recording.Clock.Advance(OutageLog.Period);
        Assert.Equal(
            [
                "Error Storage did not answer 9 times more within 10 s, the last the sending of attempts, which wait in memory: Storage answered 503.",
                "Information Storage has not failed for 10 s",
            ],
            recording.Lines.Skip(1));
    }

    [Fact]
    public async Task What_was_put_back_keeps_its_times_and_the_latest_is_still_the_latest()
    {
        var start = recording.Clock.GetUtcNow().ToUnixTimeSeconds();
        for (var i = 0; i < 1000; i++)
        {
            recording.Record("acme", new() { Client = Address.IPv4((uint)i), Credential = "old" });
        }

        recording.Queues.Hold();
        var round = recording.SendAsync();
        for (var i = 0; i < 1000; i += 2)
        {
            recording.Record("acme", new() { Client = Address.IPv4((uint)i), Credential = "new" });
        }

        recording.Queues.IsAway = true;
        recording.Queues.Release();
        await round;
        recording.Queues.IsAway = false;
        await recording.SendAsync();
        await recording.SendAsync();

        var keys = Recording.Entries(await recording.Queues.MessagesAsync()).GroupBy(entry => entry.Key).ToList();
        Assert.Equal(1000, keys.Count);
        Assert.All(keys, key =>
        {
            var isTwice = key.Key.Client.Bits % 2 == 0;
            Assert.Equal(isTwice ? 2 : 1, key.Sum(entry => entry.Count));
            Assert.Contains(key, entry => entry.Credential == (isTwice ? "new" : "old"));
            Assert.All(key, entry => Assert.Equal((start, start), (entry.FirstAt, entry.LastAt)));
            Assert.False(key.Count() == 1 && isTwice && key.Single().Credential == "old");
        });
    }
}
