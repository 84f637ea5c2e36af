using System.Globalization;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Hygiene;

/// <summary>Random rules that nest and touch, of both families, some disabled or with an end; the same for the same seed.</summary>
internal sealed class RandomRules(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Adds up to thirty of them; the clock stands later than the ends of some.</summary>
    public async Task AddToAsync(TestAccount account)
    {
        var rules = Enumerable.Range(0, random.Next(1, 31))
            .Select(_ => Draft(account.Service.Clock.GetUtcNow()))
            .DistinctBy(draft => draft["value"])
            .ToList();
        (await account.PostAsync(TestAccount.Rules, new { rules, allow_broad = true })).Is(201);
        account.Service.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>A rule as a request names it.</summary>
    public Dictionary<string, object?> Draft(DateTimeOffset now) => new()
    {
        ["value"] = Network().ToString(),
        ["label"] = random.Next(2) == 0 ? null : $"label {random.Next(9)}",
        ["enabled"] = random.Next(6) > 0,
        ["expires_at"] = random.Next(3) > 0 ? null : now.AddMinutes(random.Next(5)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    /// <summary>A network in few bits of IPv4 or IPv6, or around the mapped addresses.</summary>
    public Network Network() => random.Next(5) switch
    {
        0 => IpAccess.Networks.Network.IPv6(new UInt128(0x20010db800000000, (ulong)random.Next(16)), random.Next(124, 129)),
        1 => IpAccess.Networks.Network.IPv6(new UInt128(0, 0xfff0_0000_0000 | ((ulong)random.Next(16) << 32)), random.Next(92, 97)),
        _ => IpAccess.Networks.Network.IPv4(0xcb007100 + (uint)random.Next(32), random.Next(27, 33)),
    };
}
