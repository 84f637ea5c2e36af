using IpAccess.Keys;
using IpAccess.Telemetry;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using Xunit.Abstractions;

namespace IpAccess.FaultTests;

/// <summary>Keys that nobody has, asked for while storage is slow or away.</summary>
[Collection(FaultGroup.Name)]
public sealed class StrangerTests(FaultScene scene, ITestOutputHelper output)
{
    private const int Strangers = 300;

    [NodeFact]
    public async Task Unknown_keys_that_wait_for_slow_storage_delay_no_known_one_and_are_few_reads()
    {
        _ = await scene.RecoverAsync();
        scene.Storage.Tables.Meets = request => request.Path.Value!.Contains("/Keys", StringComparison.Ordinal);
        scene.Storage.Tables.Fault = new(FaultKind.Delay);
        var reads = scene.Storage.Tables.Requests;

        var asked = Enumerable.Range(0, Strangers).Select(_ => AskAsync(KeyText.New(KeyText.NewId()))).ToList();
        List<Answered> known = [];
        for (var number = 0; number < 100; number++)
        {
            known.Add(await scene.Accounts[number % scene.Accounts.Count].AskAsync(isInside: number % 2 == 0));
        }

        var unanswered = asked.Count(answer => !answer.IsCompleted);
        var statuses = await Task.WhenAll(asked);
        output.WriteLine($"{Strangers} unknown keys: {scene.Storage.Tables.Requests - reads} reads, {unanswered} still waiting after 100 checks, "
            + $"whose longest took {known.Max(answer => answer.Took.TotalMilliseconds):f1} ms");
        Assert.All(known, answer => Assert.Equal((200, false, false), (answer.Status, answer.IsWrong, answer.IsStale)));
        Assert.All(statuses, status => Assert.Equal(503, status));
        Assert.InRange(scene.Storage.Tables.Requests - reads, 1, Strangers);
        _ = await scene.RecoverAsync();
    }

    [NodeFact]
    public async Task One_unknown_key_asked_for_a_hundred_times_at_once_is_few_reads()
    {
        _ = await scene.RecoverAsync();
        var key = KeyText.New(KeyText.NewId());
        var reads = 0;
        scene.Storage.Tables.Meets = request =>
        {
            if (request.Path.Value!.Contains("/Keys", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref reads);
            }

            return false;
        };

        for (var number = 0; number < 100; number++)
        {
            Assert.Equal(401, await AskAsync(key));
        }

        output.WriteLine($"{reads} reads");
        Assert.InRange(reads, 1, 10);
        scene.Storage.Mend();
    }

    [NodeFact]
    public async Task Unknown_keys_in_an_outage_are_a_line_a_period()
    {
        _ = await scene.RecoverAsync();
        var logged = scene.Host.Output.Length;
        var began = TimeProvider.System.GetTimestamp();
        scene.Storage.Fail(new(FaultKind.Refuse));

        for (var batch = 0; batch < 10; batch++)
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(KeyText.New(KeyText.NewId())))), status => Assert.Equal(503, status));
        }

        var periods = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds / 10) + 1;
        _ = await scene.RecoverAsync();
        var said = scene.Host.Output[logged..];
        output.WriteLine($"500 requests in {periods} periods: {said.Length} bytes of log");
        // The period of an outage before may still last: then this one is told at its end.
        Assert.InRange(said.Count(c => c == '\n'), 0, 2 + (2 * periods));
        Assert.InRange(said.Length, 0, 500 * (2 + (2 * periods)));
    }

    private async Task<int> AskAsync(string key)
    {
        using var client = scene.Host.NewClient(key, "10.1.0.7");
        using var response = await client.GetAsync("/v1/check?ip=10.1.0.7");
        return (int)response.StatusCode;
    }
}
