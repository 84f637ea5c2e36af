using System.Globalization;
using System.Text.Json;
using IpAccess.Attempts;
using IpAccess.Networks;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Hosting;
using IpAccess.Tests.Networks;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace IpAccess.Tests.Previews;

/// <summary>What a preview says, and what the write then does.</summary>
public sealed class AgreementTests(ITestOutputHelper output)
{
    private const int Cases = 1_000;
    private const int CasesOfAList = 25;
    private static readonly string?[] Surfaces = [null, "api", "web"];

    private readonly Random random = new(7);
    private readonly Dictionary<string, int> tally = [];

    [Fact]
    public async Task A_preview_and_the_write_agree()
    {
        await using var service = await TestService.StartAsync();
        for (var list = 0; list < Cases / CasesOfAList; list++)
        {
            service.Peer = TestAccount.Peer("203.0.113.9");
            var account = $"a{list}";
            using var owner = await service.AccountAsync(account);
            await service.Services.GetRequiredService<AttemptStore>().RecordAsync(new("m1", account, [.. Attempts(service)]), default);
            for (var i = 0; i < CasesOfAList; i++)
            {
                await CompareAsync(service, owner);
            }
        }

        output.WriteLine(string.Join(", ", tally.Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.All(["written", "nothing to do", "400", "409", "blocked", "allowed", "shadowed"], kind => Assert.InRange(tally.GetValueOrDefault(kind), 20, Cases * 5));
    }

    private async Task CompareAsync(TestService service, HttpClient owner)
    {
        service.Clock.Advance(TimeSpan.FromSeconds(random.Next(90)));
        service.Peer = TestAccount.Peer(random.Next(12) == 0 ? null : $"203.0.113.{random.Next(20)}");
        var now = service.Clock.GetUtcNow();
        var before = await State.ReadAsync(owner, now);
        var write = PreviewedWrite.Random(random, now, before.LastId);

        var reply = (await write.PreviewAsync(owner)).Is(200);

        var between = await State.ReadAsync(owner, now);
        Assert.Equal(before.Texts, between.Texts);
        var written = await write.WriteAsync(owner);
        var after = await State.ReadAsync(owner, now);
        Assert.Equal($"\"{before.Version}\"", reply.ETag);
        var preview = reply.Json;
        Assert.Equal(service.Peer?.ToString(), preview.GetProperty("your_address").GetString());
        if (written.Status == 400)
        {
            AssertFaulty(preview, write, written);
        }
        else
        {
            AssertSame(preview, before, after, written);
        }
    }

    private void AssertFaulty(JsonElement preview, PreviewedWrite write, Reply written)
    {
        Count("400");
        Assert.False(preview.GetProperty("valid").GetBoolean());
        Assert.Equal(write.Faults(written), preview.GetProperty("errors").EnumerateArray().Select(fault => fault.GetRawText()));
        Assert.Equal(JsonValueKind.Null, preview.GetProperty("would_lock_you_out").ValueKind);
    }

    private void AssertSame(JsonElement preview, State before, State after, Reply written)
    {
        var isRefused = written.Status == 409;
        Count(isRefused ? "409" : before.Version == after.Version ? "nothing to do" : "written");
        Assert.True(preview.GetProperty("valid").GetBoolean());
        Assert.Empty(preview.GetProperty("errors").EnumerateArray());
        Assert.Equal(isRefused, preview.GetProperty("would_lock_you_out").GetBoolean());
        Assert.Equal(before.Addresses, preview.GetProperty("addresses_before").GetString());
        if (isRefused)
        {
            written.IsProblem(409, "would-lock-you-out");
            return;
        }

        Assert.InRange(written.Status, 200, 201);
        Assert.Equal(after.Addresses, preview.GetProperty("addresses_after").GetString());
        Assert.Equal(after.Rules.Count, preview.GetProperty("rule_count").GetInt64());
        if (written.Json.TryGetProperty("rules", out var rules))
        {
            Assert.Equal(
                rules.EnumerateArray().Select(rule => Unnumbered(rule, before.LastId)),
                preview.GetProperty("rules").EnumerateArray().Select(rule => rule.GetRawText()));
        }

        if (written.Json.TryGetProperty("not_found", out var notFound))
        {
            Assert.Equal(notFound.GetRawText(), preview.GetProperty("not_found").GetRawText());
        }

        AssertAttempts(preview, before, after);
        var shadowed = after.Shadowed.Where(shadow => !before.Shadowed.Exists(known => known.Network == shadow.Network)).ToList();
        Count("shadowed", shadowed.Count);
        Assert.Equal(shadowed, State.ShadowsIn(preview));
    }

    private void AssertAttempts(JsonElement preview, State before, State after)
    {
        Assert.Equal("""{"replayed":18,"complete":true}""", preview.GetProperty("attempts").GetRawText());
        var (blocked, allowed) = (Entries("newly_blocked"), Entries("newly_allowed"));
        Count("blocked", blocked.Length);
        Count("allowed", allowed.Length);
        Assert.Equal(before.LetIn.Except(after.LetIn).Order(StringComparer.Ordinal), blocked);
        Assert.Equal(after.LetIn.Except(before.LetIn).Order(StringComparer.Ordinal), allowed);

        string[] Entries(string name) =>
            [.. preview.GetProperty(name).EnumerateArray().Select(entry => $"{entry.GetProperty("ip")} {entry.GetProperty("surface")}").Order(StringComparer.Ordinal)];
    }

    // The preview can not know the id of a rule that is not made yet.
    private static string Unnumbered(JsonElement rule, long lastId)
    {
        var id = rule.GetProperty("id").GetInt64();
        return id <= lastId ? rule.GetRawText() : rule.GetRawText().Replace($"\"id\":{id},", "\"id\":null,", StringComparison.Ordinal);
    }

    private static IEnumerable<Attempt> Attempts(TestService service) =>
        from client in State.Clients
        from surface in Surfaces
        select Sample.At(service.Clock.GetUtcNow().ToUnixTimeSeconds(), client, surface);

    private void Count(string kind, int count = 1) => tally[kind] = tally.GetValueOrDefault(kind) + count;

    /// <summary>All that an account shows of its list.</summary>
    private sealed record State(long Version, List<JsonElement> Rules, string Texts, string Addresses, HashSet<string> LetIn, List<(string Network, string By)> Shadowed)
    {
        public static readonly string[] Clients = ["203.0.113.1", "203.0.113.9", "203.0.113.30", "2001:db8::7", "::fff1:0:0", "198.51.100.1"];

        /// <summary>The highest id that a rule has had.</summary>
        public long LastId { get; private init; }

        public static async Task<State> ReadAsync(HttpClient owner, DateTimeOffset now)
        {
            var settings = (await owner.CallAsync("GET", TestAccount.Settings)).Is(200);
            var rules = (await owner.CallAsync("GET", TestAccount.Rules + "?limit=1000")).Is(200);
            var audit = (await owner.CallAsync("GET", "/v1/audit?limit=1000")).Is(200);
            var hygiene = (await owner.CallAsync("GET", "/v1/allowlist/hygiene")).Is(200).Json;
            var all = rules.Json.GetProperty("rules").EnumerateArray().ToList();
            var inForce = all.Where(rule => rule.GetProperty("enabled").GetBoolean() && !(rule.GetProperty("expires_at") is { ValueKind: JsonValueKind.String } end && end.GetDateTimeOffset() <= now));
            var addresses = PeerNetworks.Count(inForce.Select(rule => Read(rule.GetProperty("network").GetString()!))).ToString(CultureInfo.InvariantCulture);
            Assert.Equal(addresses, hygiene.GetProperty("addresses").GetString());
            return new(
                settings.Json.GetProperty("version").GetInt64(), all, settings.Text + rules.Text + audit.Text, addresses, await LetInAsync(owner), ShadowsIn(hygiene))
            {
                LastId = LastIdIn(audit.Json),
            };
        }

        public static List<(string Network, string By)> ShadowsIn(JsonElement view) =>
            [.. view.GetProperty("shadowed").EnumerateArray().Select(shadow => (shadow.GetProperty("network").GetString()!, shadow.GetProperty("by").GetProperty("network").GetString()!))];

        private static async Task<HashSet<string>> LetInAsync(HttpClient owner)
        {
            var questions = Clients.SelectMany(ip => Surfaces.Select(surface => new { ip, surface, record = false })).ToList();
            var answers = (await owner.CallAsync("POST", "/v1/check", new { checks = questions })).Is(200).Json.GetProperty("results").EnumerateArray();
            return [.. questions.Zip(answers).Where(pair => pair.Second.GetProperty("allowed").GetBoolean()).Select(pair => $"{pair.First.ip} {pair.First.surface}")];
        }

        private static long LastIdIn(JsonElement audit) => audit.GetProperty("entries").EnumerateArray()
            .Select(entry => entry.GetProperty("after"))
            .Where(after => after.TryGetProperty("rules", out _))
            .SelectMany(after => after.GetProperty("rules").EnumerateArray())
            .Select(rule => rule.GetProperty("id").GetInt64())
            .Append(0)
            .Max();

        private static Network Read(string text)
        {
            Assert.Null(NetworkText.Parse(text, out var network));
            return network;
        }
    }
}
