using System.Globalization;
using Azure.Storage.Queues;
using IpAccess.Testing;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>Producers that send messages twice, and consumers that are killed.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class ExactlyOnceTests(ITestOutputHelper output)
{
    private const int Producers = 3;
    private const int MostOfMessage = 20;

    [NodeFact]
    public async Task Every_attempt_counts_once_though_messages_come_twice_and_consumers_are_killed()
    {
        var (attempts, kills) = (Effort.Of(1_500, 10_000), Effort.Of(1, 5));
        await using var consumers = await Consumers.StartAsync(3);
        var (account, key) = await consumers.Hosts[0].NewAccountAsync();
        var sent = new SentAttempts(account, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var started = TimeProvider.System.GetTimestamp();

        var producing = Task.WhenAll(Enumerable.Range(0, Producers).Select(producer =>
            ProduceAsync(consumers.Queue, sent, attempts / Producers, new Random(producer))));
        for (var kill = 0; kill < kills; kill++)
        {
            await KillInTheMiddleAsync(consumers, new Random(kill).Next(3));
        }

        var messages = (await producing).Sum();
        await consumers.FinishAsync();
        var took = TimeProvider.System.GetElapsedTime(started);

        using var owner = consumers.Hosts[1].NewClient(key, "192.0.2.1");
        Assert.Equal(sent.Expected, SentAttempts.Shown(await owner.AttemptsAsync()));
        Assert.Equal(0, (await consumers.Poison.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{attempts} attempts in {messages} messages, repetitions included, {kills} kills: {took.TotalSeconds:f0} s."));
    }

    // One of ten is sent again, at once or much later, as after a lost answer.
    private static async Task<int> ProduceAsync(QueueClient queue, SentAttempts sent, int attempts, Random random)
    {
        var again = new List<string>();
        var messages = 0;
        for (var left = attempts; left > 0; messages++)
        {
            var (text, count) = sent.Next(random, Math.Min(left, MostOfMessage));
            left -= count;
            await queue.SendMessageAsync(text);
            if (random.Next(10) == 0)
            {
                again.Add(text);
            }

            if (again.Count > 0 && random.Next(20) == 0)
            {
                await queue.SendMessageAsync(again[random.Next(again.Count)]);
                messages++;
            }
        }

        await Task.WhenAll(again.Select(text => queue.SendMessageAsync(text)));
        return messages + again.Count;
    }

    private static async Task KillInTheMiddleAsync(Consumers consumers, int which)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
        await consumers.Hosts[which].KillAsync();
        await consumers.Hosts[which].RestartAsync();
    }
}
