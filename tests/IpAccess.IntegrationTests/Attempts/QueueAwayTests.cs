using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>Checks at full speed while the queue is away for a while.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class QueueAwayTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Askers = 2;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [NodeTheory]
    [InlineData(100_000, 1000)]
    [InlineData(50, 1000)]
    public async Task Answers_keep_coming_and_each_attempt_is_recorded_or_counted_as_dropped(int most, int clients)
    {
        await using var relay = TcpRelay.Start(azurite.ConnectionString);
        await using var service = await CheckedService.StartAsync(relay.ConnectionString, most);
        using var counters = new Counters(service.Services);
        using var ending = new CancellationTokenSource();
        var askers = Enumerable.Range(0, Askers).Select(seed => service.AskAsync(seed, clients, ending.Token)).ToList();
        await UntilAsync(() => counters.Recorded > 0);

        relay.Cut();
        var before = service.Answered;
        for (var seconds = Effort.Of(3, 30); seconds > 0; seconds--)
        {
            var answered = service.Answered;
            await Task.Delay(Second, TimeProvider.System);
            await UntilAsync(() => service.Answered > answered);
        }

        var meanwhile = service.Answered - before;
        relay.Mend();
        var recorded = counters.Recorded;
        await UntilAsync(() => counters.Recorded > recorded);
        await ending.CancelAsync();
        await Task.WhenAll(askers);
        await service.StopAsync();

        var attempts = await RecordedAttempts.CountAsync(azurite.ConnectionString, service.Account);
        output.WriteLine($"{service.Answered} answers, {meanwhile} of them without a queue; {attempts} recorded, {counters.Dropped} dropped.");
        Assert.Equal(service.Answered, attempts + counters.Dropped);
        Assert.Equal(attempts, counters.Recorded);
        Assert.Equal(most > clients * 2, counters.Dropped == 0);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, hanging.Token);
        }
    }
}
