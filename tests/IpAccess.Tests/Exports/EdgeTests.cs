using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Testing.Enforcement;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Versions;

namespace IpAccess.Tests.Exports;

/// <summary>One list and addresses around the edges of its networks: the service says of each what a naive reader of the list does.</summary>
public sealed class EdgeTests
{
    private const int BatchSize = 1000;
    private static readonly EdgeScene Scene = EdgeScene.Make();

    [Fact]
    public void There_are_many_addresses_of_both_kinds_and_families()
    {
        Assert.Equal((10_000, 20_000), (Scene.Networks.Count, Scene.Clients.Count));
        foreach (var isIPv6 in (bool[])[false, true])
        {
            var isLetIn = Scene.Clients.Where(client => client.Address.Contains(':', StringComparison.Ordinal) == isIPv6).CountBy(client => client.IsLetIn);
            Assert.All(isLetIn, count => Assert.InRange(count.Value, 1000, 19_000));
            Assert.Equal(2, isLetIn.Count());
        }
    }

    [Fact]
    public async Task Text_exports_and_checks_say_the_same_of_every_address()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        await account.PasteAsync(Scene.Paste);

        var text = NaiveList.OfText((await account.GetAsync("/v1/export/text")).Is(200).Text);
        var smallest = NaiveList.OfText((await account.GetAsync("/v1/export/text?minimal=true")).Is(200).Text);
        var haproxy = NaiveList.OfText((await account.GetAsync("/v1/export/haproxy?minimal=true")).Is(200).Text);

        Assert.Equal(Scene.Networks.Count, text.Count);
        Assert.InRange(smallest.Count, 1, text.Count - 100);
        Assert.Empty(Scene.Clients.AsParallel().Where(client =>
            text.Holds(client.Address) != client.IsLetIn
            || smallest.Holds(client.Address) != client.IsLetIn
            || haproxy.Holds(client.Address) != client.IsLetIn));
        foreach (var batch in Scene.Clients.Chunk(BatchSize))
        {
            Assert.Equal(batch.Select(client => client.IsLetIn), await CheckAsync(account, batch));
        }
    }

    [Fact]
    public void Decisions_say_the_same_of_every_address()
    {
        var settings = AllowlistSettings.Initial.ForDecisions();
        var index = new RuleIndex([.. Scene.Networks.Select((network, i) => Some.Rule(Read(network), i + 1, "x"))]);

        Assert.DoesNotContain(Scene.Clients, client =>
            !NetworkText.TryParseAddress(client.Address, out var address)
            || Decision.For(settings, index, address, surface: null, now: 0).Allowed != client.IsLetIn);
    }

    private static async Task<IEnumerable<bool>> CheckAsync(TestAccount account, EdgeClient[] clients)
    {
        var reply = await account.PostAsync("/v1/check", new { checks = clients.Select(client => new { ip = client.Address, record = false }) });
        return reply.Is(200).Json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("allowed").GetBoolean());
    }

    private static Network Read(string text)
    {
        Assert.Null(NetworkText.Parse(text, out var network));
        return network;
    }
}
