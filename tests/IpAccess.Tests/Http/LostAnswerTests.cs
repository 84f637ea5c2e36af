using System.Text.RegularExpressions;
using Azure;
using IpAccess.Attempts.Entries;
using IpAccess.Poison;
using IpAccess.Storage;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using IpAccess.Tests.Accounts.Transfer;
using IpAccess.Tests.Attempts.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Http;

/// <summary>
/// Every write of the API while storage does all that it is told, and no answer of it arrives: the tries of the SDK end in a fault,
/// or a later one meets with what the first has done.
/// </summary>
public sealed partial class LostAnswerTests
{
    // More tell of a loop without end.
    private const int MostCalls = 60;

    public static TheoryData<string, bool> Writes
    {
        get
        {
            var rows = new TheoryData<string, bool>();
            foreach (var name in All.Keys)
            {
                rows.Add(name, true);
                rows.Add(name, false);
            }

            return rows;
        }
    }

    private static string File =>
        """
        {"format":1,"account":"other","version":3,"updated_at":"2026-11-22T12:00:00Z","next_rule_id":9}
        {"rule":{"id":1,"network":"10.0.0.0/8","enabled":true,"source":"manual","created_by":"key:k","created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z"}}
        {"end":{"keys":0,"rules":1}}
        """;

    private static Dictionary<string, Write> All { get; } = new(StringComparer.Ordinal)
    {
        ["CreateAccount"] = new("POST", "/v1/accounts", """{"id":"other","parent":"acme"}""", true),
        ["DeleteAccount"] = new("DELETE", "/v1/accounts/gone", IsOperators: true),
        ["GrantRecovery"] = new("POST", "/v1/accounts/acme/recovery", """{"address":"192.0.2.1","minutes":60}""", true),
        ["UndeleteAccount"] = new("POST", "/v1/accounts/gone/undelete", null, true, new("DELETE", "/v1/accounts/gone", null, true)),
        ["CreateOwnerKey"] = new("POST", "/v1/accounts/acme/keys", null, true),
        ["ImportAccount"] = new("POST", TransferScene.Import, File, true),
        ["ReplayPoison"] = new("POST", "/v1/operator/poison/replay", IsOperators: true),
        ["CreateKey"] = new("POST", "/v1/keys", """{"role":"viewer"}"""),
        ["RevokeKey"] = new("DELETE", "/v1/keys/{key}"),
        ["RotateKey"] = new("POST", "/v1/keys/{key}/rotate", "{}"),
        ["PatchSettings"] = new("PATCH", "/v1/allowlist", """{"mode":"monitor"}"""),
        ["AddRules"] = new("POST", "/v1/allowlist/rules", """{"rules":[{"value":"192.0.2.0/24"}]}"""),
        ["ReplaceRules"] = new("PUT", "/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24"}]}"""),
        ["DeleteRules"] = new("POST", "/v1/allowlist/rules/delete", """{"ids":[2]}"""),
        ["PatchRule"] = new("PATCH", "/v1/allowlist/rules/2", """{"label":"x"}"""),
        ["DeleteRule"] = new("DELETE", "/v1/allowlist/rules/2"),
        ["RestoreVersion"] = new("POST", "/v1/allowlist/versions/2/restore"),
        ["ConfirmVersion"] = new("POST", "/v1/allowlist/versions/4/confirm", Before: new("POST", "/v1/allowlist/rules?confirm_within=5", """{"rules":[{"value":"192.0.2.0/24"}]}""")),
        ["AllowAttempt"] = new("POST", "/v1/attempts/192.0.2.1/allow", "{}"),
        ["AddToWhitelist"] = new("POST", "/v3/access_settings/whitelist", """{"ips":[{"ip":"192.0.2.*"}]}"""),
        ["RemoveFromWhitelist"] = new("DELETE", "/v3/access_settings/whitelist", """{"ids":[2]}"""),
        ["DeleteWhitelistEntry"] = new("DELETE", "/v3/access_settings/whitelist/2"),
        ["PutIpAllowlist"] = new("PUT", "/v1/ip_allowlists", """{"allowlist":[{"label":"HQ","value":"203.0.113.0/24"}],"enabled":true,"version":3}"""),
    };

    /// <summary>What asks, reports to the queue, or writes nothing.</summary>
    private static string[] Others { get; } = ["Authorize", "PostCheck", "PreviewChange", "ReportAttempts"];

    [Fact]
    public void No_write_is_left_out() => Assert.Equal(
        Testing.Hosting.Operation.All.Where(operation => operation.Method != "GET").Select(operation => operation.Name).Except(Others).Order(StringComparer.Ordinal),
        All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_whose_answers_are_all_lost_is_done_and_answered_as_any_other(string name, bool saysConflict)
    {
        await using var plain = await Scene.StartAsync(All[name]);
        await using var lossy = await Scene.StartAsync(All[name]);
        var expected = await plain.CallAsync();
        lossy.Lose(saysConflict);

        var reply = await lossy.CallAsync();

        Assert.InRange(expected.Status, 200, 204);
        reply.Is(expected.Status);
        Assert.InRange(lossy.Calls, 1, MostCalls);
        lossy.Find();
        Assert.Equal(await plain.StateAsync(), await lossy.StateAsync());
    }

    private sealed record Write(string Method, string Path, string? Body = null, bool IsOperators = false, Write? Before = null);

    private sealed partial class Scene : IAsyncDisposable
    {
        private readonly Write write;
        private readonly Answers answers;
        private int before;
        private string key = string.Empty;

        private Scene(Write write, Answers answers, TestService service) => (this.write, this.answers, Service) = (write, answers, service);

        /// <summary>The reads and writes of the tables since the answers are lost.</summary>
        public int Calls => Service.Tables.Operations - before;

        private TestService Service { get; }

        private HttpClient Owner { get; set; } = null!;

        public static async Task<Scene> StartAsync(Write write)
        {
            var answers = new Answers();
            var tables = new ScriptedTables(new MemoryTables(), answers.GiveAsync);
            var scene = new Scene(write, answers, await TestService.StartAsync(tables, TestService.NewClock()));
            await scene.SetUpAsync();
            return scene;
        }

        public void Lose(bool asConflict) => (answers.AsConflict, before) = (asConflict, Service.Tables.Operations);

        public void Find() => answers.AsConflict = null;

        public async Task<Reply> CallAsync()
        {
            return await SendAsync(write).WhileTimePasses(Service.Clock);
        }

        /// <summary>All that can be seen of the accounts, without what is never twice the same.</summary>
        public async Task<string> StateAsync()
        {
            using var client = Service.Client(TestService.OperatorKey);
            var replies = new List<Reply>();
            foreach (var path in new[] { "/v1/accounts", "/v1/accounts/gone", "/v1/operator/poison", "/v1/operator/audit" })
            {
                replies.Add(await client.CallAsync("GET", path));
            }

            foreach (var path in new[] { "/v1/allowlist", "/v1/allowlist/rules", "/v1/allowlist/versions", "/v1/audit", "/v1/keys", "/v1/attempts" })
            {
                replies.Add(await Owner.CallAsync("GET", path));
            }

            var queued = await Service.Services.GetRequiredService<IQueues>().Open(QueueNames.AccessAttempts).CountAsync(default);
            var keys = replies.Single(reply => reply.Text.StartsWith("{\"keys\"", StringComparison.Ordinal));
            var others = string.Join('\n', replies.Except([keys]).Select(reply => $"{reply.Status} {reply.Text}"));
            var sorted = keys.Json.GetProperty("keys").EnumerateArray().Select(one => one.GetRawText()).Select(Plain).Order(StringComparer.Ordinal);
            return $"{Plain(others)}\n{string.Join('\n', sorted)}\n{queued}";
        }

        public async ValueTask DisposeAsync()
        {
            Owner.Dispose();
            await Service.DisposeAsync();
        }

        private static string Plain(string state) => Times().Replace(Random().Replace(state, "~"), "~");

        [GeneratedRegex("""(?<="|key:)[0-9A-Za-z]{12}(?=")|(?<="request_id":")[^"]*""")]
        private static partial Regex Random();

        [GeneratedRegex(@"2026-[0-9T:-]+Z")]
        private static partial Regex Times();

        private async Task SetUpAsync()
        {
            var clock = Service.Clock;
            Owner = await Service.AccountAsync();
            clock.Advance(TimeSpan.FromSeconds(1));
            using var gone = await Service.AccountAsync("gone");
            clock.Advance(TimeSpan.FromSeconds(1));
            await Owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24"}]}""").WhileTimePasses(clock);
            await Owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"198.51.100.0/24"}]}""").WhileTimePasses(clock);
            key = (await Owner.PostAsync("/v1/keys", """{"role":"viewer"}""")).GetProperty("id").GetString()!;
            await Service.Services.GetRequiredService<AttemptStore>().RecordAsync(Sample.Message("acme", "m1", Sample.At(Sample.Now)), default);
            await Service.Services.GetRequiredService<PoisonStore>().AddAsync(IngestScene.Received("garbage"), "not_base64", default);
            if (write.Before is { } first)
            {
                Assert.InRange((await SendAsync(first)).Status, 200, 204);
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        private async Task<Reply> SendAsync(Write asked)
        {
            using var client = asked.IsOperators ? Service.Client(TestService.OperatorKey) : null;
            return await (client ?? Owner).CallAsync(
                asked.Method,
                asked.Path.Replace("{key}", key, StringComparison.Ordinal),
                asked.Body,
                asked.Path == TransferScene.Import ? TransferScene.Type : null,
                [.. asked.Method == "PUT" ? [("If-Match", "*")] : Array.Empty<(string, string)>()]);
        }
    }

    private sealed class Answers
    {
        private int lost;

        /// <summary>Whether a write that was made is answered as one that met another; null where the answers arrive.</summary>
        public bool? AsConflict { get; set; }

        public async Task<bool> GiveAsync(IReadOnlyList<RowChange> changes, Func<Task<bool>> apply)
        {
            if (AsConflict is not { } asConflict)
            {
                return await apply();
            }

            Assert.InRange(++lost, 1, MostCalls);
            await apply();
            return asConflict ? false : throw new RequestFailedException(503, "The answer is lost.");
        }
    }
}
