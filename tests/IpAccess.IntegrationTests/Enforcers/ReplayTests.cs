using System.Net.Http.Json;
using IpAccess.IntegrationTests.Http;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>
/// What Envoy, Traefik and API Management send for their clients is answered with what each needs: 200 and nothing else lets a request on, any
/// other status is the client's answer, with its body.
/// </summary>
public sealed class ReplayTests
{
    private const string Listed = "203.0.113.7";
    private const string Stranger = "198.51.100.1";
    private static readonly Dictionary<string, Func<ClientRequest, string, string>> Proxies = new(StringComparer.Ordinal)
    {
        ["envoy"] = Replay.Envoy,
        ["traefik"] = Replay.Traefik,
        ["api-management"] = Replay.ApiManagement,
    };

    public static TheoryData<string> Names => [.. Proxies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_listed_client_gets_200_and_another_a_403_with_its_words(string name)
    {
        await using var service = await StartAsync();
        var key = await NewKeyAsync(service, name);

        foreach (var (method, target) in new[] { ("GET", "/"), ("POST", "/a?b=c"), ("PROPFIND", "/"), ("OPTIONS", "/x") })
        {
            var listed = await AskAsync(service, Proxies[name](new(Listed, method, target, ["User-Agent: a browser"]), key));
            var stranger = await AskAsync(service, Proxies[name](new(Stranger, method, target, ["User-Agent: a browser"]), key));
            var ofIPv6 = await AskAsync(service, Proxies[name](new("2001:db8::1", method, target, ["User-Agent: a browser"]), key));

            Assert.Equal((200, string.Empty), (listed.Status, listed.Body));
            Assert.Contains("x-ipaccess-decision: allow", listed.Head, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(403, stranger.Status);
            Assert.Contains("resource_forbidden", stranger.Body, StringComparison.Ordinal);
            Assert.Contains("content-type: application/json", stranger.Head, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(200, ofIPv6.Status);
        }

        Assert.Empty(service.Errors);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_that_a_client_sends_changes_it(string name)
    {
        await using var service = await StartAsync();
        var key = await NewKeyAsync(service, name);
        var attacker = await service.NewAccountAsync("attacker");

        foreach (var saying in Saying.All("attacker", attacker))
        {
            foreach (var target in Saying.Targets.Where(target => !target.Contains('\\', StringComparison.Ordinal)))
            {
                var listed = await AskAsync(service, Proxies[name](new(Listed, "GET", target, saying.Header.Replace("{address}", Stranger, StringComparison.Ordinal).Split('\n')), key));
                var stranger = await AskAsync(service, Proxies[name](new(Stranger, "GET", target, saying.Header.Replace("{address}", Listed, StringComparison.Ordinal).Split('\n')), key));

                Assert.True((listed.Status, stranger.Status) == (200, 403), $"{saying.Header} {target}: {listed.Status}, {stranger.Status}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task With_a_wrong_key_everybody_gets_401(string name)
    {
        await using var service = await StartAsync();

        Assert.Equal(401, (await AskAsync(service, Proxies[name](new(Listed, "GET", "/", []), "ipa_wrong"))).Status);
    }

    private static async Task<Answered> AskAsync(KestrelService service, string request)
    {
        using var client = await RawClient.ConnectAsync(service.Address);
        await client.SendAsync(request.Replace("\n\n", "\nConnection: close\n\n", StringComparison.Ordinal));
        return Answered.Parse(await client.ReadAsync("nothing ends it but the connection"));
    }

    private static async Task<string> NewKeyAsync(KestrelService service, string name)
    {
        using var owner = Owner(service);
        object key = name == "traefik"
            ? new { role = "enforcer", surface = "api", client_address = new { header = "X-Real-Ip" } }
            : new { role = "enforcer", surface = "api" };
        using var response = await owner.PostAsJsonAsync("/v1/keys", key);
        return (await Rest.ReadAsync(response)).GetProperty("secret").GetString()!;
    }

    private static async Task<KestrelService> StartAsync()
    {
        var service = await KestrelService.StartAsync();
        using var owner = Owner(service);
        using var settings = await owner.PatchAsJsonAsync("/v1/allowlist", new { lockout_guard = false });
        await owner.PasteAsync(["203.0.113.0/24", "2001:db8::/32"]);
        return service;
    }

    private static HttpClient Owner(KestrelService service)
    {
        var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", service.Key);
        return client;
    }
}
