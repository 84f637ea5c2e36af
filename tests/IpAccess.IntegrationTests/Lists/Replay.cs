using System.Text.Json;
using IpAccess.Decisions;
using IpAccess.Telemetry;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>A list made again from nothing but its audit, version by version, and judged at each.</summary>
internal sealed class Replay
{
    private readonly SortedDictionary<Block, string> rules = [];
    private long version = 1;
    private (string Mode, string EmptyList, bool Guard) settings = ("enforce", "allow", true);

    /// <summary>Versions that were committed while the guard held and the list was enforced.</summary>
    public int Guarded { get; private set; }

    /// <summary>Those of them that did not let their own committer in.</summary>
    public int Lockouts { get; private set; }

    /// <summary>Applies what the audit tells of one version.</summary>
    public void Apply(long next, IReadOnlyList<JsonElement> entries)
    {
        if (entries.All(entry => Action(entry) == "key_created"))
        {
            return;
        }

        Assert.Equal(++version, next);
        var before = settings;
        foreach (var entry in entries)
        {
            Apply(entry);
        }

        // Switching the guard off is the one write that it never refuses.
        var isSwitchedOff = before.Guard && !settings.Guard;
        if ((before.Guard || settings.Guard) && settings.Mode == "enforce" && !isSwitchedOff)
        {
            Guarded++;
            Lockouts += LetsIn(entries[0]) ? 0 : 1;
        }
    }

    /// <summary>Fails where the list that the service gives is another one.</summary>
    public void AssertIs(JsonElement expected, List<JsonElement> listed)
    {
        Assert.Equal(expected.GetProperty("version").GetInt64(), version);
        Assert.Equal(SettingsOf(expected), settings);
        Assert.Equal(listed.Select(rule => rule.GetRawText()), rules.Values);
    }

    private void Apply(JsonElement entry)
    {
        var (before, after) = (entry.GetProperty("before"), entry.GetProperty("after"));
        switch (Action(entry))
        {
            case "settings_changed":
                Assert.Equal(SettingsOf(before.GetProperty("settings")), settings);
                settings = SettingsOf(after.GetProperty("settings"));
                break;
            case "enforcement_lifted":
                Assert.Empty(rules);
                break;
            case "rules_added" or "rules_removed" or "rules_replaced" or "rule_changed":
                Apply(before.GetProperty("rules"), after.GetProperty("rules"));
                break;
            default:
                Assert.Fail(Action(entry));
                break;
        }
    }

    private void Apply(JsonElement before, JsonElement after)
    {
        foreach (var rule in before.EnumerateArray())
        {
            Assert.True(rules.Remove(BlockOf(rule), out var known));
            Assert.Equal(rule.GetRawText(), known);
        }

        foreach (var rule in after.EnumerateArray())
        {
            rules.Add(BlockOf(rule), rule.GetRawText());
        }
    }

    private bool LetsIn(JsonElement entry)
    {
        var actor = entry.GetProperty("actor");
        Assert.Equal("forwarded_for", actor.GetProperty("derived_from").GetString());
        var caller = Block.Parse($"{actor.GetProperty("address").GetString()}/32");
        var at = entry.GetProperty("at").GetDateTimeOffset();
        return rules.Count == 0
            ? settings.EmptyList == "allow"
            : rules.Any(rule => rule.Key.Contains(new(caller.Width, caller.First)) && IsInForce(JsonElement.Parse(rule.Value), at));
    }

    private static bool IsInForce(JsonElement rule, DateTimeOffset at) =>
        rule.GetProperty("enabled").GetBoolean()
        && (rule.GetProperty("expires_at").ValueKind == JsonValueKind.Null || rule.GetProperty("expires_at").GetDateTimeOffset() > at);

    private static (string Mode, string EmptyList, bool Guard) SettingsOf(JsonElement json) => (
        json.GetProperty("mode").GetString()!, json.GetProperty("empty_list").GetString()!, json.GetProperty("lockout_guard").GetBoolean());

    private static string Action(JsonElement entry) => entry.GetProperty("action").GetString()!;

    private static Block BlockOf(JsonElement rule) => Block.Parse(rule.GetProperty("network").GetString()!);
}
