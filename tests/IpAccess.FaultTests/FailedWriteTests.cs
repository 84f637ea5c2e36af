using IpAccess.Allowlists;
using IpAccess.Telemetry;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using Xunit.Abstractions;

namespace IpAccess.FaultTests;

/// <summary>Writes that storage does not take, and what they leave of the account's decisions.</summary>
[Collection(FaultGroup.Name)]
public sealed class FailedWriteTests(FaultScene scene, ITestOutputHelper output)
{
    private static readonly object Rule = new { rules = new[] { new { value = "198.51.100.0/24" } } };

    public static TheoryData<string> Writes { get; } =
        ["PATCH settings", "POST rules", "PUT rules", "POST whitelist", "POST recovery", "POST rotate", "PUT ip_allowlists"];

    [NodeTheory]
    [MemberData(nameof(Writes))]
    public async Task A_write_that_fails_takes_no_check_down(string write)
    {
        _ = await scene.RecoverAsync();
        var account = scene.Accounts[1];
        var key = await KeyIdAsync(account);
        scene.Storage.Fail(new(FaultKind.Reset));

        var status = await SendAsync(write, account, key);
        List<Answered> answers = [];
        for (var number = 0; number < 50; number++)
        {
            answers.Add(await account.AskAsync(isInside: number % 2 == 0));
        }

        output.WriteLine($"{write}: {status}; {answers.Count(answer => answer.IsStale)} of {answers.Count} stale");
        Assert.Equal(503, status);
        Assert.All(answers, answer => Assert.Equal((200, false), (answer.Status, answer.IsWrong)));
        _ = await scene.RecoverAsync();
        Assert.Single(await account.Client.ListAsync());
    }

    [NodeFact]
    public async Task A_write_into_a_black_hole_is_answered_after_few_tries()
    {
        _ = await scene.RecoverAsync();
        var account = scene.Accounts[1];
        await account.UntilFreshAsync();
        scene.Storage.Fail(new(FaultKind.BlackHole));
        var began = TimeProvider.System.GetTimestamp();

        var status = await account.SendAsync(HttpMethod.Post, "/v1/allowlist/rules", Rule);

        var took = TimeProvider.System.GetElapsedTime(began);
        output.WriteLine($"answered {status} after {took.TotalSeconds:f1} s");
        Assert.Equal(503, status);
        _ = await scene.RecoverAsync();
    }

    private async Task<int> SendAsync(string write, KnownAccount account, string key)
    {
        switch (write)
        {
            case "PATCH settings":
                return await account.SendAsync(HttpMethod.Patch, "/v1/allowlist", new { empty_list = "deny" });
            case "POST rules":
                return await account.SendAsync(HttpMethod.Post, "/v1/allowlist/rules", Rule);
            case "PUT rules":
                return await account.SendAsync(HttpMethod.Put, "/v1/allowlist/rules", Rule, "\"2\"");
            case "POST whitelist":
                return await account.SendAsync(HttpMethod.Post, "/v3/access_settings/whitelist", new { ips = new[] { new { ip = "198.51.100.0/24" } } });
            case "PUT ip_allowlists":
                return await account.SendAsync(HttpMethod.Put, "/v1/ip_allowlists", new { allowlist = Array.Empty<object>(), enabled = true, version = 2 });
            case "POST rotate":
                return await account.SendAsync(HttpMethod.Post, $"/v1/keys/{key}/rotate", new { overlap_minutes = 60 });
            default:
                using (var client = scene.Host.NewClient(ListHost.OperatorKey, "192.0.2.1"))
                {
                    return await new KnownAccount(account.Id, account.Number, client)
                        .SendAsync(HttpMethod.Post, $"/v1/accounts/{account.Id}/recovery", new { address = "198.51.100.1", minutes = 1, reason = "test" });
                }
        }
    }

    private static async Task<string> KeyIdAsync(KnownAccount account)
    {
        using var response = await account.Client.GetAsync("/v1/keys");
        return (await Rest.ReadAsync(response)).GetProperty("keys")[0].GetProperty("id").GetString()!;
    }
}
