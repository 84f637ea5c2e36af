using System.Globalization;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Settings;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Allowlists;

/// <summary>Random writes from random addresses to one list, the same for the same seed. All its networks are IPv4.</summary>
internal sealed class RandomHistory(TestAccount account, int seed)
{
    private const string Rules = TestAccount.Rules;
    private readonly Random random = new(seed);
    private long lastId;

    /// <summary>The address that the last write came from; null for an unknown one.</summary>
    public string? Address { get; private set; }

    /// <summary>Makes a write, after some time.</summary>
    public async Task<Reply> NextAsync()
    {
        account.Service.Clock.Advance(TimeSpan.FromSeconds(random.Next(120)));
        Address = random.Next(12) == 0 ? null : Host();
        account.Service.Peer = TestAccount.Peer(Address);
        var (method, path, body) = Write();
        var reply = await account.Owner.CallAsync(method, path, body, headers: ("If-Match", "*"));
        if (reply.Status is 200 or 201 && reply.Json.TryGetProperty("rules", out var rules))
        {
            lastId = rules.EnumerateArray().Select(rule => rule.GetProperty("id").GetInt64()).Append(lastId).Max();
        }

        return reply;
    }

    /// <summary>Whether a network holds an address.</summary>
    public static bool Holds(string network, string address)
    {
        var parts = network.Split('/');
        var hostBits = 32 - int.Parse(parts[1], CultureInfo.InvariantCulture);
        return Bits(parts[0]) >> hostBits == Bits(address) >> hostBits;
    }

    private static ulong Bits(string address) => address.Split('.').Aggregate(0UL, (bits, octet) => (bits << 8) + ulong.Parse(octet, CultureInfo.InvariantCulture));

    private (string Method, string Path, object Body) Write() => random.Next(12) switch
    {
        0 or 1 or 2 or 3 => ("POST", Rules, new { rules = Drafts(random.Next(1, 6)) }),
        4 => ("DELETE", $"{Rules}/{Id()}", string.Empty),
        5 => ("POST", Rules + "/delete", new { ids = Enumerable.Range(0, random.Next(12)).Select(_ => Id()) }),
        6 => ("PUT", Rules, new { rules = Drafts(random.Next(8)) }),
        7 or 8 => ("PATCH", $"{Rules}/{Id()}", RulePatch()),
        _ => ("PATCH", TestAccount.Settings, SettingsPatch()),
    };

    private List<Dictionary<string, object?>> Drafts(int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var draft = random.Next(3) == 0 ? RulePatch() : [];
        draft["value"] = $"{Host()}/{random.Next(20, 33)}";
        return draft;
    })];

    private Dictionary<string, object?> RulePatch() => random.Next(5) switch
    {
        0 => new() { ["enabled"] = random.Next(2) == 0 },
        1 => new() { ["expires_at"] = null },
        2 => new() { ["label"] = random.Next(3) == 0 ? null : $"label {random.Next(9)}" },
        _ => new() { ["expires_at"] = account.Service.Clock.GetUtcNow().AddSeconds(random.Next(-100, 900)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) },
    };

    private Dictionary<string, object?> SettingsPatch() => random.Next(8) switch
    {
        0 => new() { ["mode"] = random.Next(2) == 0 ? "off" : "monitor" },
        1 => new() { ["empty_list"] = random.Next(2) == 0 ? "deny" : "allow" },
        2 when random.Next(4) == 0 => new() { ["lockout_guard"] = false },
        2 or 3 => new() { ["lockout_guard"] = true, ["mode"] = "enforce" },
        4 => new() { ["on_failure"] = random.Next(2) == 0 ? "deny" : "allow" },
        _ => new() { ["mode"] = "enforce" },
    };

    private long Id() => random.NextInt64(Math.Max(1, lastId - 20), lastId + 2);

    // Few hosts, so that networks often meet.
    private string Host() => string.Create(CultureInfo.InvariantCulture, $"203.0.{random.Next(4) * 16}.{random.Next(3) * 8}");
}
