using System.Net;
using IpAccess.Attempts;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Telemetry;

/// <summary>What an outage of storage leaves in the log.</summary>
public sealed class OutageLogTests
{
    private const int Periods = 6;
    private const int RequestsOfAPeriod = 500;

    [Fact]
    public async Task Thousands_of_requests_that_storage_fails_are_a_line_a_period_without_a_trace()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        service.Log.Lines.Clear();
        (service.Tables.IsAway, service.Queues.IsAway) = (true, true);

        for (var period = 0; period < Periods; period++)
        {
            for (var request = 0; request < RequestsOfAPeriod; request++)
            {
                using var answer = await owner.GetAsync("/v1/allowlist/rules");
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            }

            service.Clock.Advance(OutageLog.Period);
        }

        // The first at once, then one a period.
        await UntilAsync(() => service.Log.Lines.Count >= Periods + 1);
        var lines = service.Log.Lines.ToArray();
        Assert.Equal(Periods + 1, lines.Length);
        Assert.StartsWith("Error Storage did not answer /v1/allowlist/rules (request ", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1), line => Assert.Matches("^Error Storage did not answer [0-9]+ times more within 10 s, the last .*: Storage answered 503\\.$", line));
        Assert.All(lines, line => Assert.DoesNotContain("   at ", line, StringComparison.Ordinal));
        Assert.InRange(lines.Sum(line => line.Length), 1, (Periods + 1) * 200);
    }

    [Fact]
    public async Task The_end_of_an_outage_is_a_line_and_the_next_one_is_told_at_once()
    {
        var (clock, kept) = (TestService.NewClock(), new KeptLog());
        var outage = new StorageOutage(clock, new LineLogger<StorageOutage>(kept.Lines));

        outage.Tell("this", new TimeoutException("late"));
        outage.Tell("that", new TimeoutException("late"));
        Assert.Single(kept.Lines);
        clock.Advance(OutageLog.Period);
        await UntilAsync(() => kept.Lines.Count == 2);
        clock.Advance(OutageLog.Period);
        await UntilAsync(() => kept.Lines.Count == 3);
        clock.Advance(OutageLog.Period * 3);
        outage.Tell("these", new TimeoutException("late\nat length"));

        Assert.Equal(
            [
                "Error Storage did not answer this: late",
                "Error Storage did not answer 1 times more within 10 s, the last that: late",
                "Information Storage has not failed for 10 s",
                "Error Storage did not answer these: late",
            ],
            kept.Lines);
        kept.Dispose();
    }

    [Fact]
    public async Task An_outage_that_begins_while_the_end_of_the_last_one_is_told_has_a_line_a_period_too()
    {
        var clock = TestService.NewClock();
        var (lines, ends) = (0, 0);
        OutageLog log = null!;
        log = new(clock, _ => lines++, (_, _) => Interlocked.Increment(ref lines), () =>
        {
            if (++ends == 1)
            {
                log.Tell("the next one");
            }
        });
        log.Tell("the first one");
        clock.Advance(OutageLog.Period);
        await UntilAsync(() => lines == 2);
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);

        for (var period = 0; period < 5; period++)
        {
            log.Tell("again");
            clock.Advance(OutageLog.Period);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        clock.Advance(OutageLog.Period);
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        Assert.Equal((2 + 5, 2), (lines, ends));
    }

    [Fact]
    public async Task Clients_let_in_unchecked_are_counted_in_a_line_a_period()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        await owner.PatchAsync("/v1/allowlist", new { on_failure = "allow" });
        await owner.ReadAsync("/v1/check?ip=203.0.113.7");
        service.Log.Lines.Clear();
        (service.Tables.IsAway, service.Queues.IsAway) = (true, true);
        service.Clock.Advance(TimeSpan.FromSeconds(61));

        for (var request = 0; request < RequestsOfAPeriod; request++)
        {
            await owner.ReadAsync("/v1/check?ip=203.0.113.7");
        }

        service.Clock.Advance(OutageLog.Period);
        await UntilAsync(() => Lines().Count >= 2);
        service.Clock.Advance(OutageLog.Period);
        await UntilAsync(() => Lines().Count >= 3);

        Assert.Equal(
            [
                "Error Storage is away for too long: account acme lets clients in unchecked",
                $"Error {RequestsOfAPeriod - 1} more clients were let in unchecked within 10 s, the last by account acme",
                "Information No account lets clients in unchecked any more",
            ],
            Lines());

        List<string> Lines() => [.. service.Log.Lines.Where(line => line.Contains("unchecked", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Readiness_that_anyone_may_ask_for_says_why_not_once_a_period()
    {
        await using var service = await TestService.StartAsync();
        using var anyone = service.Client();
        (service.Tables.IsAway, service.Queues.IsAway) = (true, true);
        service.Log.Lines.Clear();

        for (var period = 0; period < Periods; period++)
        {
            for (var request = 0; request < 50; request++)
            {
                using var answer = await anyone.GetAsync("/health/ready");
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            }

            service.Clock.Advance(OutageLog.Period);
        }

        var lines = service.Log.Lines.Where(line => line.StartsWith("Error Not ready", StringComparison.Ordinal)).ToList();
        Assert.Equal(2 * Periods, lines.Count);
        Assert.All(lines, line => Assert.DoesNotContain("   at ", line, StringComparison.Ordinal));
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var hanging = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, hanging.Token);
        }
    }
}
