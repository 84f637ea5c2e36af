using System.Text.Json;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.Tests.Allowlists;

public sealed class RandomHistoryTests(ITestOutputHelper output)
{
    private const int Writes = 100;

    [Fact]
    public async Task No_accepted_write_under_guard_locks_its_caller_out()
    {
        var (accepted, refused) = (0, 0);
        for (var seed = 0; seed < Effort.Of(4, 200); seed++)
        {
            await using var account = await TestAccount.StartAsync();
            var history = new RandomHistory(account, seed);
            for (var i = 0; i < Writes; i++)
            {
                var before = await account.VersionAsync();
                refused += (await history.NextAsync()).Status == 409 ? 1 : 0;
                var settings = (await account.GetAsync(TestAccount.Settings)).Json;
                if (settings.GetProperty("version").GetInt64() > before && IsGuarded(settings))
                {
                    accepted++;
                    Assert.True(await LetsInAsync(account, settings, history.Address), $"Seed {seed}, write {i}, from {history.Address}.");
                }
            }
        }

        output.WriteLine($"{accepted} guarded writes accepted, {refused} refused.");
        Assert.True(accepted > Writes && refused > Writes / 2);
    }

    [Fact]
    public async Task The_audit_replayed_gives_the_list_and_tells_of_every_change_and_no_other()
    {
        for (var seed = 1_000; seed < 1_000 + Effort.Of(4, 200); seed++)
        {
            await using var account = await TestAccount.StartAsync();
            var history = new RandomHistory(account, seed);
            for (var i = 0; i < Writes; i++)
            {
                Assert.InRange((await history.NextAsync()).Status, 200, 499);
            }

            var audit = await account.AuditAsync();
            var rules = await account.RulesAsync();
            var changes = audit.Where(entry => entry.GetProperty("action").GetString() is not ("key_created" or "enforcement_lifted"));
            Assert.Equal(Replay(audit), rules.OrderBy(Id).Select(rule => rule.GetRawText()));
            Assert.Equal(Enumerable.Range(2, (int)await account.VersionAsync() - 1).Reverse(), changes.Select(entry => entry.GetProperty("version").GetInt32()));
        }
    }

    private static bool IsGuarded(JsonElement settings) =>
        settings.GetProperty("lockout_guard").GetBoolean() && settings.GetProperty("mode").GetString() == "enforce";

    private static async Task<bool> LetsInAsync(TestAccount account, JsonElement settings, string? address)
    {
        var rules = await account.RulesAsync();
        var now = account.Service.Clock.GetUtcNow();
        return address is not null
            && (rules.Count == 0
                ? settings.GetProperty("empty_list").GetString() == "allow"
                : rules.Exists(rule =>
                    rule.GetProperty("enabled").GetBoolean()
                    && (rule.GetProperty("expires_at").ValueKind == JsonValueKind.Null || rule.GetProperty("expires_at").GetDateTimeOffset() > now)
                    && RandomHistory.Holds(rule.GetProperty("network").GetString()!, address)));
    }

    /// <summary>The rules that the entries come to, by id: what was before goes, what is after comes.</summary>
    private static List<string> Replay(IEnumerable<JsonElement> newestFirst)
    {
        var rules = new SortedDictionary<long, string>();
        foreach (var entry in newestFirst.Reverse())
        {
            foreach (var rule in RulesOf(entry, "before"))
            {
                Assert.True(rules.Remove(Id(rule), out var known) && known == rule.GetRawText(), $"{entry}");
            }

            foreach (var rule in RulesOf(entry, "after"))
            {
                rules.Add(Id(rule), rule.GetRawText());
            }
        }

        return [.. rules.Values];
    }

    private static JsonElement.ArrayEnumerator RulesOf(JsonElement entry, string side) =>
        entry.GetProperty(side).TryGetProperty("rules", out var rules) ? rules.EnumerateArray() : default;

    private static long Id(JsonElement rule) => rule.GetProperty("id").GetInt64();
}
