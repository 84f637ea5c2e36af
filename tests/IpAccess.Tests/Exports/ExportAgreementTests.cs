using CsCheck;
using IpAccess.Networks;
using IpAccess.Testing;
using IpAccess.Testing.Enforcement;
using IpAccess.Testing.Hosting;
using IpAccess.Tests.Networks;
using Xunit.Abstractions;

namespace IpAccess.Tests.Exports;

/// <summary>Random lists, settings, recoveries and times: an export lets in exactly those whom a check lets in.</summary>
public sealed class ExportAgreementTests(ITestOutputHelper output)
{
    private static readonly int Lists = Effort.Of(80, 4_000);
    private static readonly string[] Surfaces = ["", "&surface=api", "&surface=webhooks"];
    private static readonly Gen<List<Network>> Networks = NetworkGen.Any.List[0, 12];
    private static readonly string[] Exempt = ["webhooks"];
    private readonly Dictionary<string, int> tally = [];

    [Fact]
    public async Task An_export_and_checks_agree_on_everyone_at_every_time()
    {
        await using var service = await TestService.StartAsync();
        for (var i = 0; i < Lists; i++)
        {
            using var owner = await service.AccountAsync($"a{i}");
            List<Network> networks = i % 8 == 0 ? [] : [.. Networks.Single().Distinct()];
            await PrepareAsync(service, owner, $"a{i}", networks, new Random(i));
            var clients = NetworkGen.Edges(networks).Append(Address.IPv4(0x0909_0909)).Append(Address.IPv6(UInt128.One << 100))
                .Where(client => !client.IsNone).Select(client => client.ToString()).Distinct().ToList();
            foreach (var surface in Surfaces)
            {
                await CompareAsync(service, owner, surface, clients);
            }
        }

        output.WriteLine(string.Join(", ", tally.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.All(["let in", "kept out", "everyone", "nobody", "another with time", "the same with time"], kind => Assert.InRange(tally.GetValueOrDefault(kind), 10, int.MaxValue));
    }

    // At three times: what was written may end in between, or be undone.
    private async Task CompareAsync(TestService service, HttpClient owner, string surface, List<string> clients)
    {
        Reply? before = null;
        foreach (var seconds in (int[])[0, 61, 61])
        {
            service.Clock.Advance(TimeSpan.FromSeconds(seconds));
            var text = await ExportAsync(owner, "text?minimal=false" + surface);
            var lists = new[]
            {
                NaiveList.OfText(text.Text),
                NaiveList.OfText((await ExportAsync(owner, "text?minimal=true" + surface)).Text),
                NaiveList.OfText((await ExportAsync(owner, "haproxy?minimal=true" + surface)).Text),
                NaiveList.OfText((await ExportAsync(owner, "text?family=ipv4" + surface)).Text + (await ExportAsync(owner, "text?family=ipv6" + surface)).Text),
            };
            var checks = new { checks = clients.Select(client => new { ip = client, record = false, surface = surface.Length > 0 ? surface[9..] : null }) };
            var results = (await owner.CallAsync("POST", "/v1/check", checks)).Is(200).Json.GetProperty("results").EnumerateArray().ToList();
            foreach (var (client, result) in clients.Zip(results))
            {
                var isLetIn = result.GetProperty("allowed").GetBoolean();
                Count(isLetIn ? "let in" : "kept out");
                Assert.True(lists.All(list => list.Holds(client) == isLetIn), $"{client} {result}\n{text.Text}");
            }

            Count(text.Text.Contains("# Everyone", StringComparison.Ordinal) ? "everyone" : text.Text.Contains("# Nobody", StringComparison.Ordinal) ? "nobody" : "some");
            Assert.True(results.TrueForAll(result => result.GetProperty("version").ToString() == text.Header("X-IpAccess-Version")));
            AssertTold(before, text);
            before = text;
        }
    }

    private void AssertTold(Reply? before, Reply now)
    {
        if (before is null)
        {
            return;
        }

        var isSame = before.Text == now.Text;
        Count(isSame ? "the same with time" : "another with time");
        Assert.Equal(isSame, before.ETag == now.ETag);
        var until = before.Header("X-IpAccess-Holds-Until");
        var isPromised = until is null || string.CompareOrdinal(until, now.Header("X-IpAccess-As-Of")) > 0;
        Assert.True(isSame || !isPromised, $"{until}\n{before.Text}\n{now.Text}");
    }

    private static async Task PrepareAsync(TestService service, HttpClient owner, string account, List<Network> networks, Random random)
    {
        await PatchAsync(owner, """{"lockout_guard":false}""");
        var now = service.Clock.GetUtcNow();
        var rules = networks.Select(network => new
        {
            value = network.ToString(),
            enabled = random.Next(4) > 0,
            expires_at = random.Next(4) switch { 0 => now.AddSeconds(random.Next(-10, 150)).ToString("yyyy-MM-ddTHH:mm:ssZ", null), _ => null },
        });
        (await owner.CallAsync("PUT", TestAccount.Rules, new { rules, allow_broad = true }, null, ("If-Match", "*"))).Is(200);
        var mode = random.Next(6) switch { 0 => "off", 1 => "monitor", _ => "enforce" };
        var empty = random.Next(2) == 0 ? "allow" : "deny";
        await PatchAsync(owner, new { mode, empty_list = empty, exempt_surfaces = Exempt });
        if (random.Next(3) == 0)
        {
            using var client = service.Client(TestService.OperatorKey);
            var recovered = random.Next(2) == 0 || networks.Count == 0 ? "9.9.9.9" : networks[0].First.ToString();
            (await client.CallAsync("POST", $"/v1/accounts/{account}/recovery", new { address = recovered, minutes = random.Next(1, 4) })).Is(201);
        }

        if (random.Next(3) == 0)
        {
            await PatchAsync(owner, new { mode = random.Next(2) == 0 ? "enforce" : "off", empty_list = "deny" }, "?confirm_within=1");
        }
    }

    private static async Task PatchAsync(HttpClient owner, object body, string query = "") =>
        (await owner.CallAsync("PATCH", TestAccount.Settings + query, body)).Is(200);

    private static async Task<Reply> ExportAsync(HttpClient owner, string path) => (await owner.CallAsync("GET", "/v1/export/" + path)).Is(200);

    private void Count(string kind) => tally[kind] = tally.GetValueOrDefault(kind) + 1;
}
