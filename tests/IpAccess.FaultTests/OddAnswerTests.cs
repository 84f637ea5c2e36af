using IpAccess.Keys;
using IpAccess.Telemetry;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using IpAccess.Testing.Stores;
using Xunit.Abstractions;

namespace IpAccess.FaultTests;

/// <summary>What something on the way to tables and queues answers in their place.</summary>
[Collection(FaultGroup.Name)]
public sealed class OddAnswerTests(FaultScene scene, ITestOutputHelper output)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Names => [.. OddAnswer.All.Select(answer => answer.Name)];

    [NodeTheory]
    [MemberData(nameof(Names))]
    public async Task None_makes_a_wrong_decision_or_a_wrong_refusal_and_the_service_lives_on(string name)
    {
        _ = await scene.RecoverAsync();
        var account = scene.Accounts[0];
        using var stranger = scene.Host.NewClient(KeyText.New(KeyText.NewId()), "10.1.0.7");
        var queued = scene.Storage.Queues.Requests;
        scene.Storage.Fail(new(FaultKind.Odd, OddAnswer.Of(name)));

        await UntilAsync(() => Task.FromResult(scene.Storage.Queues.Requests > queued));
        var longest = TimeSpan.Zero;
        for (var number = 0; number < 20; number++)
        {
            var answer = await account.AskAsync(isInside: number % 2 == 0);
            Assert.False(answer.IsWrong);
            Assert.Equal(200, answer.Status);
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, answer.Took.Ticks));
        }

        output.WriteLine($"{name}: the longest of 20 checks took {longest.TotalMilliseconds:f1} ms");

        Assert.Equal(503, await StatusAsync(stranger, "/v1/whoami", "/v1/allowlist"));
        Assert.Equal(503, await StatusAsync(account.Client, "/v1/allowlist/rules"));
        Assert.Equal(503, await StatusAsync(account.Client, "/v1/attempts"));
        Assert.Equal(503, await account.SendAsync(HttpMethod.Patch, "/v1/allowlist", new { empty_list = "deny" }));
        Assert.Equal(503, await account.SendAsync(HttpMethod.Post, "/v1/attempts", Attempts("198.51.100.1")));
        Assert.Equal(503, await StatusAsync(stranger, "/health/ready"));

        // What memory may not answer any more waits for the next try, half a second after the last.
        _ = await scene.RecoverAsync();
        await UntilAsync(async () => await StatusAsync(account.Client, "/v1/allowlist/rules") == 200);
        Assert.Single(await account.Client.ListAsync());
        await AssertTakesInAsync(account);
    }

    // The address of the attempt is new each time, so that the one seen is the one sent.
    private static async Task AssertTakesInAsync(KnownAccount account)
    {
        var ip = $"2001:db8::{Random.Shared.Next(1, 0xffff):x}";
        await UntilAsync(async () => await account.SendAsync(HttpMethod.Post, "/v1/attempts", Attempts(ip)) == 202);
        await UntilAsync(async () => (await account.Client.AttemptsAsync()).Any(attempt => attempt.GetProperty("ip").GetString() == ip));
    }

    private static object Attempts(string ip) => new { attempts = new[] { new { ip, at = TimeProvider.System.GetUtcNow() } } };

    private static async Task<int> StatusAsync(HttpClient client, params string[] paths)
    {
        foreach (var path in paths)
        {
            using var response = await client.GetAsync(path);
            if (response.StatusCode != System.Net.HttpStatusCode.NotFound)
            {
                return (int)response.StatusCode;
            }
        }

        return 404;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var hanging = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            await Task.Delay(Pause, TimeProvider.System, hanging.Token);
        }
    }
}
