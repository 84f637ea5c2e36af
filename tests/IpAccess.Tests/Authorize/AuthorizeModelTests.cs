using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Authorize;

/// <summary>Random headers to random keys, against a model that is told what each item means.</summary>
public sealed class AuthorizeModelTests
{
    private const int Questions = 10_000;
    private const int Lists = 20;

    // What stands in a header, and the address that it means; null for none.
    private static readonly Item[] Items =
    [
        new("203.0.113.7", "203.0.113.7", IsListed: true), new("203.0.113.255:443", "203.0.113.255", IsListed: true),
        new("::ffff:203.0.113.7", "203.0.113.7", IsListed: true), new("203.0.114.0", "203.0.114.0"), new("192.0.2.1", "192.0.2.1"),
        new("192.0.2.1:65535", "192.0.2.1"), new("2001:db8::7", "2001:db8::7", IsListed: true),
        new("[2001:DB8::7]", "2001:db8::7", IsListed: true), new("[2001:db9::7]:80", "2001:db9::7"), new("::", "::"),
        new("0.0.0.0", "0.0.0.0"), new("255.255.255.255", "255.255.255.255"), new(""), new("unknown"), new("203.0.113.07"),
        new("203.0.113.7/32"), new("203.0.113.7:"), new("203.0.113.7:65536"), new("[203.0.113.7]"), new("[2001:db8::7"), new("_hidden"),
        new("for=203.0.113.7"), new("3405803783"), new("127.1"),
    ];

    private static readonly string[] Headers = ["X-IpAccess-Client", "X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP"];

    private static readonly (string Header, int Hops, string? Surface)[] Keys =
    [
        ("X-IpAccess-Client", 0, null), ("X-IpAccess-Client", 0, "web"), ("x-real-ip", 0, "api"), ("CF-Connecting-IP", 0, null),
        ("X-Forwarded-For", 0, null), ("x-forwarded-for", 1, "web"), ("X-FORWARDED-FOR", 2, "api"), ("X-Forwarded-For", 3, null),
    ];

    [Fact]
    public async Task Ten_thousand_random_questions_are_answered_as_an_obvious_model_says()
    {
        var random = new Random(20_261_122);
        await using var scene = await AuthorizeScene.StartAsync();
        var keys = new List<string>();
        foreach (var (header, trusted_hops, surface) in Keys)
        {
            keys.Add(await scene.KeyAsync(new { role = "enforcer", client_address = new { header, trusted_hops }, surface }));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var list = 0; list < Lists; list++)
        {
            var (mode, isEmpty) = (random.GetItems(["off", "monitor", "enforce", "enforce"], 1)[0], list % 5 == 4);
            string[] exempt = random.Next(2) == 0 ? ["web"] : ["status"];
            await scene.Owner.PatchAsync("/v1/allowlist", new { mode, exempt_surfaces = exempt });
            (await scene.Owner.CallAsync(
                "PUT", TestAccount.Rules, isEmpty ? """{"rules":[]}""" : """{"rules":[{"value":"203.0.113.0/24"},{"value":"2001:db8::/32"}]}""", null, ("If-Match", "*"))).Is(200);
            for (var i = 0; i < Questions / Lists; i++)
            {
                var key = random.Next(Keys.Length);
                var lines = Lines(random, Keys[key].Header);
                var expected = Expected(mode, exempt.Contains(Keys[key].Surface), isEmpty, ItemOf(Keys[key].Header, Keys[key].Hops, lines));

                var reply = await scene.SendAsync([("X-IpAccess-Key", keys[key]), .. lines.Select(line => (line.Name, string.Join(line.Comma, line.Items.Select(item => item.Text))))]);

                var answer = $"{reply.Status} {reply.Header("X-IpAccess-Reason")} {reply.Header("X-IpAccess-Client")}";
                Assert.True(expected == answer, $"{answer}, not {expected}: {Keys[key]} {string.Join(" | ", lines.Select(line => $"{line.Name}: {string.Join(line.Comma, line.Items.Select(item => item.Text))}"))}");
                seen.Add(answer.Split(' ')[1]);
            }
        }

        Assert.Equal("empty_list exempt_surface mode_off monitor not_listed rule unknown_address", string.Join(' ', seen.Order(StringComparer.Ordinal)));
    }

    private static List<Line> Lines(Random random, string wanted)
    {
        var lines = new List<Line>();
        for (var count = random.Next(4); count > 0; count--)
        {
            var name = random.Next(3) > 0 ? wanted : random.GetItems(Headers, 1)[0];
            lines.Add(new(name, random.GetItems([",", ", ", " ,\t"], 1)[0], random.GetItems(Items, random.Next(8) > 4 ? random.Next(1, 5) : 1)));
        }

        return lines;
    }

    private static Item? ItemOf(string header, int hops, List<Line> lines)
    {
        var items = lines.Where(line => line.Name.Equals(header, StringComparison.OrdinalIgnoreCase)).SelectMany(line => line.Items).ToList();
        var isChain = header.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase);
        return isChain
            ? items.Count > hops ? items[items.Count - 1 - hops] : null
            : items.Count == 1 ? items[0] : null;
    }

    private static string Expected(string mode, bool isExempt, bool isEmpty, Item? item)
    {
        var decided = (mode, isExempt, item) switch
        {
            ("off", _, _) => "200 mode_off",
            (_, true, _) => "200 exempt_surface",
            (_, _, { IsListed: true }) when !isEmpty => "200 rule",
            (_, _, { Client: not null }) when isEmpty => "200 empty_list",
            ("monitor", _, _) => "200 monitor",
            (_, _, { Client: not null }) => "403 not_listed",
            _ => "403 unknown_address",
        };
        return $"{decided} {item?.Client}";
    }

    private sealed record Item(string Text, string? Client = null, bool IsListed = false);

    private sealed record Line(string Name, string Comma, Item[] Items);
}
