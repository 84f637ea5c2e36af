using System.Text.Json;
using Azure;
using IpAccess.Storage;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Hosting;
using IpAccess.Tests.Telemetry;

namespace IpAccess.Tests.Attempts;

public sealed class PoisonTests
{
    private const string List = "/v1/operator/poison";
    private const string Replay = "/v1/operator/poison/replay";

    // Valid once the account is made.
    private static readonly string Early = MessageCases.Good.Replace("acme", "soon", StringComparison.Ordinal);

    [Fact]
    public async Task A_poison_message_is_listed_with_its_reason()
    {
        await using var scene = await IngestScene.StartAsync();
        using var client = scene.Service.Client(TestService.OperatorKey);
        await scene.Ingest.IngestAsync(IngestScene.Received("garbage <&> \"ä\"", 3), default);

        var reply = (await client.CallAsync("GET", List)).Is(200);

        var id = reply.Json.GetProperty("messages")[0].GetProperty("id").GetString();
        Assert.Equal(
            $$"""{"queued":1,"messages":[{"id":"{{id}}","reason":"not_base64: neither a JSON object nor Base64.","tries":3,"at":"2026-11-22T12:00:00Z","message":"garbage <&> \"ä\""}],"next_cursor":null}""",
            reply.Text);
    }

    [Fact]
    public async Task Replay_puts_messages_back_and_those_that_fail_again_have_their_reason_again()
    {
        await using var scene = await IngestScene.StartAsync();
        using var client = scene.Service.Client(TestService.OperatorKey);
        await SendAsync(scene, Early, "garbage");
        await scene.PumpAsync();
        Assert.Equal(2, (await scene.ReasonsAsync()).Count);
        using var soon = await scene.Service.AccountAsync("soon");

        Assert.Equal("""{"replayed":2}""", (await client.CallAsync("POST", Replay)).Is(200).Text);

        Assert.Empty(await scene.ReasonsAsync());
        Assert.Empty(await scene.PoisonTextsAsync());
        Assert.Equal(2, await scene.Queue.CountAsync(default));
        await scene.PumpAsync();
        Assert.Equal(["garbage"], (await scene.ReasonsAsync()).Keys);
        Assert.Equal(["garbage"], await scene.PoisonTextsAsync());
        Assert.Single((await soon.ReadAsync("/v1/attempts")).GetProperty("attempts").EnumerateArray());
    }

    [Fact]
    public async Task A_message_that_fails_again_before_its_reason_is_deleted_keeps_the_new_one()
    {
        await using var scene = await IngestScene.StartAsync();
        await SendAsync(scene, "garbage");
        await scene.PumpAsync();
        scene.Tables.BeforeWrite = async (_, _) =>
        {
            scene.Tables.BeforeWrite = (_, _) => Task.CompletedTask;
            scene.Service.Clock.Advance(TimeSpan.FromSeconds(1));
            await scene.PumpAsync();
        };

        Assert.Equal(1, await scene.Poison.ReplayAsync(default));

        Assert.Equal(["garbage"], await scene.PoisonTextsAsync());
        var row = await scene.Poison.ReadAsync(null, default).SingleAsync();
        Assert.Equal(Sample.Now + 1, row.At);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replay_that_is_interrupted_is_finished_by_the_next_and_leaves_no_reason_behind(bool wrote)
    {
        await using var scene = await IngestScene.StartAsync();
        await SendAsync(scene, Early);
        await scene.PumpAsync();
        using var soon = await scene.Service.AccountAsync("soon");
        Func<string, string, Task> fail = (_, _) => throw new RequestFailedException(503, "away");
        scene.Tables.BeforeWrite = wrote ? scene.Tables.BeforeWrite : fail;
        scene.Tables.AfterWrite = wrote ? fail : scene.Tables.AfterWrite;
        var fault = await Record.ExceptionAsync(() => scene.Poison.ReplayAsync(default));
        Assert.Equal(wrote, fault is null);
        (scene.Tables.BeforeWrite, scene.Tables.AfterWrite) = ((_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask);
        await scene.PumpAsync();
        scene.Service.Clock.Advance(TimeSpan.FromMinutes(1));

        await scene.Poison.ReplayAsync(default);
        await scene.PumpAsync();

        Assert.Empty(await scene.ReasonsAsync());
        Assert.Empty(await scene.PoisonTextsAsync());
        var entry = Assert.Single((await soon.ReadAsync("/v1/attempts")).GetProperty("attempts").EnumerateArray());
        Assert.Equal(1, entry.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_thousand_are_put_back_at_once_and_each_once()
    {
        await using var scene = await IngestScene.StartAsync();
        for (var i = 0; i < 1100; i++)
        {
            await scene.Poison.AddAsync(IngestScene.Received($"garbage {i}"), "not_base64", default);
        }

        Assert.Equal(1000, await scene.Poison.ReplayAsync(default));
        Assert.Equal((1000, 100), (await scene.Queue.CountAsync(default), await scene.PoisonQueue.CountAsync(default)));
        Assert.Equal(100, (await scene.ReasonsAsync()).Count);
        Assert.Equal(100, await scene.Poison.ReplayAsync(default));

        Assert.Equal(0, await scene.Poison.ReplayAsync(default));
        Assert.Empty(await scene.ReasonsAsync());
        var texts = new HashSet<string>();
        for (var received = await ReceiveAsync(scene); received.Count > 0; received = await ReceiveAsync(scene))
        {
            Assert.All(received, message => Assert.True(texts.Add(message.Text)));
        }

        Assert.Equal(1100, texts.Count);
    }

    [Fact]
    public async Task A_message_that_is_there_twice_has_one_reason_and_is_put_back_twice()
    {
        await using var scene = await IngestScene.StartAsync();
        await SendAsync(scene, "garbage", "garbage");
        await scene.PumpAsync();

        Assert.Equal((2, 1), (await scene.PoisonQueue.CountAsync(default), (await scene.ReasonsAsync()).Count));
        Assert.Equal(2, await scene.Poison.ReplayAsync(default));

        Assert.Equal((2, 0, 0), (await scene.Queue.CountAsync(default), await scene.PoisonQueue.CountAsync(default), (await scene.ReasonsAsync()).Count));
    }

    [Fact]
    public async Task Two_replays_at_once_put_back_each_message_once()
    {
        await using var scene = await IngestScene.StartAsync();
        await SendAsync(scene, [.. Enumerable.Range(0, 70).Select(i => $"garbage {i}")]);
        await scene.PumpAsync();
        scene.Tables.BeforeWrite = async (_, _) => await Task.Yield();

        var replayed = await Task.WhenAll(scene.Poison.ReplayAsync(default), scene.Poison.ReplayAsync(default));

        Assert.Equal((70, 70), (replayed.Sum(), await scene.Queue.CountAsync(default)));
        Assert.Empty(await scene.ReasonsAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task The_listing_is_paged(int limit)
    {
        await using var scene = await IngestScene.StartAsync();
        using var client = scene.Service.Client(TestService.OperatorKey);
        var texts = Enumerable.Range(0, 23).Select(i => $"garbage {i}").ToArray();
        await SendAsync(scene, texts);
        await scene.PumpAsync();

        var listed = new List<string?>();
        for (string? cursor = string.Empty; cursor is not null;)
        {
            var page = await client.ReadAsync($"{List}?limit={limit}{(cursor.Length > 0 ? $"&cursor={cursor}" : string.Empty)}");
            var messages = page.GetProperty("messages").EnumerateArray().ToList();
            Assert.InRange(messages.Count, 1, limit);
            Assert.Equal(23, page.GetProperty("queued").GetInt32());
            listed.AddRange(messages.Select(message => message.GetProperty("message").GetString()));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(texts.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("x=1", "x unknown_parameter 1")]
    [InlineData("limit=0", "limit out_of_range 0")]
    [InlineData("cursor=x", "cursor not_a_cursor x")]
    [InlineData("cursor=", "cursor not_a_cursor")]
    public async Task A_query_that_is_not_right_is_refused(string query, string fault)
    {
        await using var scene = await IngestScene.StartAsync();
        using var client = scene.Service.Client(TestService.OperatorKey);

        Assert.Equal([fault], (await client.CallAsync("GET", $"{List}?{query}")).IsProblem(400, "invalid-request").Faults());
    }

    [Fact]
    public async Task A_long_message_is_shown_by_its_start_and_a_long_reason_is_cut()
    {
        await using var scene = await IngestScene.StartAsync();
        using var client = scene.Service.Client(TestService.OperatorKey);
        var text = MessageCases.Entry($",\"{new string('n', 5000)}\":1,\"path\":\"{new string('p', 999)}😀\"");
        await SendAsync(scene, text);
        await scene.PumpAsync();

        var shown = (await client.ReadAsync(List)).GetProperty("messages")[0];

        Assert.Equal(text[..1000], shown.GetProperty("message").GetString());
        Assert.Equal(2000, shown.GetProperty("reason").GetString()!.Length);
        Assert.Equal([text], await scene.PoisonTextsAsync());
        Assert.Equal(JsonValueKind.Object, shown.ValueKind);
    }

    private static Task<IReadOnlyList<QueuedMessage>> ReceiveAsync(IngestScene scene) =>
        scene.Queue.ReceiveAsync(32, TimeSpan.FromMinutes(1), default);

    private static async Task SendAsync(IngestScene scene, params string[] texts)
    {
        foreach (var text in texts)
        {
            await scene.Queue.SendAsync(text, default);
        }
    }
}
