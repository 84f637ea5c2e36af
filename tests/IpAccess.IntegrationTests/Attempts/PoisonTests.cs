using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using IpAccess.Attempts;
using IpAccess.Decisions;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>Garbage among the messages.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class PoisonTests(ITestOutputHelper output)
{
    private const int OneOf = 100;
    private const int ProducersAtOnce = 8;

    [NodeFact]
    public async Task Exactly_the_garbage_ends_in_poison_with_its_reasons_and_can_be_tried_again()
    {
        var messages = Effort.Of(1_000, 10_000);
        await using var consumers = await Consumers.StartAsync(1);
        var host = consumers.Hosts[0];
        var (account, key) = await host.NewAccountAsync();
        var stranger = "s" + account[1..];
        var sent = new SentAttempts(account, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var garbage = Enumerable.Range(0, messages / OneOf).Select(i => Garbage.Of(i, account, stranger)).ToList();

        var random = new Random(1);
        var texts = Enumerable.Range(0, messages).Select(i => i % OneOf == 0 ? garbage[i / OneOf].Text : sent.Next(random, 3).Text).ToList();
        await Parallel.ForEachAsync(texts, new ParallelOptions { MaxDegreeOfParallelism = ProducersAtOnce }, async (text, token) =>
            await consumers.Queue.SendMessageAsync(text, token));
        await consumers.FinishAsync();

        using var owner = host.NewClient(key, "192.0.2.1");
        using var operating = host.NewClient(ListHost.OperatorKey, "192.0.2.1");
        Assert.Equal(sent.Expected, SentAttempts.Shown(await owner.AttemptsAsync()));
        Assert.Equal(garbage.Select(bad => bad.Text).Order(StringComparer.Ordinal), await TextsAsync(consumers.Poison));
        await AssertReasonsAsync(operating, garbage);

        await host.NewAccountAsync(stranger);
        using var response = await operating.PostAsync("/v1/operator/poison/replay", content: null);
        Assert.Equal(garbage.Count, (await Rest.ReadAsync(response)).GetProperty("replayed").GetInt32());
        await consumers.FinishAsync();

        var hopeless = garbage.Where((_, i) => !Garbage.CanBeMended(i)).ToList();
        Assert.Equal(hopeless.Select(bad => bad.Text).Order(StringComparer.Ordinal), await TextsAsync(consumers.Poison));
        await AssertReasonsAsync(operating, hopeless);
        Assert.Equal(sent.Expected, SentAttempts.Shown(await owner.AttemptsAsync()));
        output.WriteLine($"{messages} messages, {garbage.Count} of them garbage, {garbage.Count - hopeless.Count} mended.");
    }

    private static async Task AssertReasonsAsync(HttpClient operating, List<(string Text, string Reason)> garbage)
    {
        var told = await operating.PoisonAsync();
        Assert.Equal(garbage.Count, told.Count);
        Assert.All(garbage, bad =>
        {
            var row = told.Single(row => row.GetProperty("id").GetString() == PoisonStore.NameOf(bad.Text));
            Assert.StartsWith(row.GetProperty("message").GetString()!, bad.Text, StringComparison.Ordinal);
            Assert.StartsWith(bad.Reason, row.GetProperty("reason").GetString(), StringComparison.Ordinal);
        });
    }

    // They stay there: each is visible again once all were seen.
    private static async Task<IEnumerable<string>> TextsAsync(QueueClient queue)
    {
        var seen = new List<QueueMessage>();
        while ((await queue.ReceiveMessagesAsync(32, SelfHostProcess.Patience)).Value is { Length: > 0 } received)
        {
            seen.AddRange(received);
        }

        await Task.WhenAll(seen.Select(message =>
            queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, message.Body, TimeSpan.Zero)));
        return seen.Select(message => message.Body.ToString()).Order(StringComparer.Ordinal);
    }
}
