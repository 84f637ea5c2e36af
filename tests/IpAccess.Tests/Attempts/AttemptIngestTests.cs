using Azure;
using Azure.Storage.Queues.Models;
using IpAccess.Attempts;
using IpAccess.Storage;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Hosting;
using IpAccess.Tests.Telemetry;

namespace IpAccess.Tests.Attempts;

public sealed class AttemptIngestTests
{
    [Fact]
    public async Task A_message_is_recorded_once_however_often_it_is_delivered()
    {
        await using var scene = await IngestScene.StartAsync();

        for (var tries = 1; tries <= 5; tries++)
        {
            await scene.Ingest.IngestAsync(IngestScene.Received(MessageCases.Good, tries), default);
        }

        await scene.Ingest.IngestAttemptsAsync(
            QueuesModelFactory.QueueMessage("id", "receipt", MessageCases.Base64(MessageCases.Good), dequeueCount: 2), default);

        Assert.Equal(1, Assert.Single(await scene.EntriesAsync()).Count);
        Assert.Empty(await scene.PoisonTextsAsync());
    }

    [Fact]
    public async Task Garbage_goes_to_poison_at_once_as_it_came_with_its_reason_and_harms_nothing_else()
    {
        await using var scene = await IngestScene.StartAsync();
        using var gone = await scene.Service.AccountAsync("gone");
        using var client = scene.Service.Client(TestService.OperatorKey);
        (await client.CallAsync("DELETE", "/v1/accounts/gone")).Is(204);
        var garbage = MessageCases.All.Values.DistinctBy(one => one.Text).ToList();
        foreach (var (text, _) in garbage)
        {
            await scene.Queue.SendAsync(text, default);
            await scene.Queue.SendAsync(MessageCases.Good, default);
        }

        await scene.PumpAsync();

        Assert.Equal(garbage.Select(one => one.Text), await scene.PoisonTextsAsync());
        Assert.Equal(0, await scene.Queue.CountAsync(default));
        Assert.Equal(1, Assert.Single(await scene.EntriesAsync()).Count);
        var rows = await scene.Poison.ReadAsync(null, default).ToListAsync();
        Assert.Equal(garbage.Count, rows.Count);
        Assert.All(rows, row =>
        {
            var reasons = garbage.Where(one => one.Text.StartsWith(row.Text, StringComparison.Ordinal)).Select(one => one.Reason);
            Assert.Contains(reasons, reason => row.Reason.StartsWith(reason, StringComparison.Ordinal));
            Assert.Equal((1, Sample.Now), (row.Tries, row.At));
            Assert.InRange(row.Text.Length, 0, 1000);
        });
    }

    [Fact]
    public async Task What_storage_fails_to_take_comes_again_and_goes_to_poison_at_the_fifth_try()
    {
        await using var scene = await IngestScene.StartAsync();
        scene.Tables.BeforeWrite = (table, _) => table == TableNames.Attempts ? throw new RequestFailedException(503, "The tables are away.\nsecond line") : Task.CompletedTask;
        for (var tries = 1; tries <= 4; tries++)
        {
            await Assert.ThrowsAsync<RequestFailedException>(() => scene.Ingest.IngestAsync(IngestScene.Received(MessageCases.Good, tries), default));
            Assert.Empty(await scene.PoisonTextsAsync());
        }

        await scene.Ingest.IngestAsync(IngestScene.Received(MessageCases.Good, 5), default);

        Assert.Equal([MessageCases.Good], await scene.PoisonTextsAsync());
        var row = await scene.Poison.ReadAsync(null, default).SingleAsync();
        Assert.Equal(("gave_up: tried 5 times. Storage answered 503.", 5), (row.Reason, row.Tries));
    }

    [Fact]
    public async Task What_never_came_to_an_end_goes_to_poison_without_another_try()
    {
        await using var scene = await IngestScene.StartAsync();

        await scene.Ingest.IngestAsync(IngestScene.Received(MessageCases.Good, 6), default);

        Assert.Empty(await scene.EntriesAsync());
        Assert.Equal([MessageCases.Good], await scene.PoisonTextsAsync());
        Assert.Equal("gave_up: tried 5 times, and never came to an end.", (await scene.ReasonsAsync())[MessageCases.Good]);
    }

    [Theory]
    [InlineData(1, "garbage")]
    [InlineData(5, "garbage")]
    [InlineData(7, null)]
    public async Task A_message_whose_way_to_poison_is_closed_comes_again(long tries, string? text)
    {
        await using var scene = await IngestScene.StartAsync();
        var message = IngestScene.Received(text ?? MessageCases.Good, tries);
        scene.Service.Queues.IsAway = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => scene.Ingest.IngestAsync(message, default));
        scene.Service.Queues.IsAway = false;
        scene.Service.Tables.IsAway = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => scene.Ingest.IngestAsync(message, default));
        scene.Service.Tables.IsAway = false;
        Assert.Empty(await scene.PoisonTextsAsync());

        await scene.Ingest.IngestAsync(message, default);

        Assert.Equal([message.Text], await scene.PoisonTextsAsync());
    }

    [Fact]
    public async Task A_host_that_stops_at_the_fifth_try_leaves_the_message_to_the_next()
    {
        await using var scene = await IngestScene.StartAsync();
        using var stop = new CancellationTokenSource();
        scene.Tables.BeforeWrite = (table, _) => table == TableNames.Attempts ? stop.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.Ingest.IngestAsync(IngestScene.Received(MessageCases.Good, 5), stop.Token));

        Assert.Empty(await scene.PoisonTextsAsync());
    }

    [Fact]
    public async Task What_is_left_out_is_decided_by_the_list_as_of_ingest()
    {
        await using var scene = await IngestScene.StartAsync();
        await scene.Owner.PatchAsync("/v1/allowlist", """{"lockout_guard":false}""");
        await scene.Owner.PatchAsync("/v1/allowlist", """{"exempt_surfaces":["webhooks"]}""");
        await scene.Owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24"},{"value":"198.51.100.1"}]}""");
        var before = await scene.Owner.ReadAsync("/v1/allowlist");
        Attempt[] attempts =
        [
            Open("203.0.113.7", "api"), Open("198.51.100.1", null), Open("192.0.2.1", null), Open("192.0.2.2", "webhooks"),
            Open("203.0.113.8", null) with { Allowed = false }, Open("192.0.2.3", null) with { Allowed = true, RuleId = 99 },
            Open("192.0.2.4", null) with { RuleId = 99 },
        ];

        await scene.Queue.SendAsync(Sample.Message("acme", "m1", attempts).Write(), default);
        await scene.PumpAsync();

        Assert.Equal(
            [("192.0.2.1", false, null), ("192.0.2.2", true, null), ("192.0.2.3", true, 99), ("192.0.2.4", false, null), ("198.51.100.1", true, 2), ("203.0.113.7", true, 1), ("203.0.113.8", false, null)],
            (await scene.EntriesAsync()).Select(entry => (entry.Key.Client.ToString(), entry.Allowed, entry.RuleId)).Order());
        Assert.Equal(before.GetRawText(), (await scene.Owner.ReadAsync("/v1/allowlist")).GetRawText());
    }

    [Fact]
    public async Task A_list_that_changed_decides_what_comes_after()
    {
        await using var scene = await IngestScene.StartAsync();
        await scene.Queue.SendAsync(Sample.Message("acme", "m1", Open("192.0.2.1", null)).Write(), default);
        await scene.PumpAsync();
        Assert.True(Assert.Single(await scene.EntriesAsync()).Allowed);

        await scene.Owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24"}]}""");
        await scene.Queue.SendAsync(Sample.Message("acme", "m1", Open("192.0.2.1", null)).Write(), default);
        await scene.Queue.SendAsync(Sample.Message("acme", "m2", Open("192.0.2.1", null)).Write(), default);
        await scene.PumpAsync();

        var entry = Assert.Single(await scene.EntriesAsync());
        Assert.Equal((false, 2), (entry.Allowed, entry.Count));
    }

    private static Attempt Open(string ip, string? surface) => Sample.At(Sample.Now, ip, surface) with { Allowed = null };
}
