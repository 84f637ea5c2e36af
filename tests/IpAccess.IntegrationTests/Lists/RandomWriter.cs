using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>One caller who changes a list at random, in every way there is, and often so that it would be locked out.</summary>
internal sealed class RandomWriter(HttpClient client, int caller, Random random)
{
    private static readonly string[] Expiries = ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"];

    // For every caller its own address and network, and the networks of two, four and all eight of them.
    private static readonly string[] Pool =
    [
        .. Enumerable.Range(0, 8).SelectMany(i => new[] { $"{AddressOf(i)}/32", $"203.0.113.{32 * i}/27" }),
        .. Enumerable.Range(0, 4).Select(i => $"203.0.113.{64 * i}/26"),
        "203.0.113.0/25", "203.0.113.128/25", "203.0.113.0/24", "198.51.100.0/24", "2001:db8::/32",
    ];

    private readonly Tally tally = new();

    /// <summary>The address of a caller, from 0 to 7.</summary>
    public static string AddressOf(int caller) => $"203.0.113.{(32 * caller) + 9}";

    public async Task<Tally> WriteAsync(int writes)
    {
        for (var i = 0; i < writes; i++)
        {
            using var request = await NextAsync();
            using var response = await client.SendAsync(request);
            tally.Add(response.StatusCode, await SlugAsync(response));
        }

        return tally;
    }

    private async Task<HttpRequestMessage> NextAsync()
    {
        using var listing = await client.GetAsync("/v1/allowlist/rules?limit=1000");
        var ids = (await Rest.ReadAsync(listing)).GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetInt64()).ToArray();
        var id = ids.Length == 0 ? 1 : ids[random.Next(ids.Length)];
        return random.Next(100) switch
        {
            < 25 => Make(HttpMethod.Post, "rules", new { rules = Rules(1, 4) }),
            < 40 => Make(HttpMethod.Delete, $"rules/{id}"),
            < 50 => Make(HttpMethod.Post, "rules/delete", new { ids = ids.Where(_ => random.Next(3) > 0).Append(id).Distinct() }),
            < 65 => Replacing(listing.Headers.ETag!),
            < 75 => Make(HttpMethod.Patch, $"rules/{id}", new { enabled = random.Next(3) == 0 }),
            < 82 => Make(HttpMethod.Patch, $"rules/{id}", new { expires_at = Expiries[random.Next(2)] }),
            < 88 => Make(HttpMethod.Patch, string.Empty, new { mode = random.Next(20) switch { 0 => "off", 1 => "monitor", _ => "enforce" } }),
            < 92 => Make(HttpMethod.Patch, string.Empty, new { empty_list = random.Next(2) == 0 ? "allow" : "deny" }),
            < 99 => Make(HttpMethod.Patch, string.Empty, new { lockout_guard = true }),
            _ => Make(HttpMethod.Patch, string.Empty, new { lockout_guard = false }),
        };
    }

    private HttpRequestMessage Replacing(EntityTagHeaderValue version)
    {
        var request = Make(HttpMethod.Put, "rules", new { rules = Rules(0, 8) });
        request.Headers.IfMatch.Add(version);
        return request;
    }

    // Half of the time the caller thinks of itself.
    private List<object> Rules(int least, int most)
    {
        var values = random.GetItems(Pool, random.Next(least, most)).ToList();
        if (random.Next(2) == 0 && values.Count > 0)
        {
            values[0] = $"{AddressOf(caller)}/32";
        }

        return [.. values.Distinct().Select(object (value) => new
        {
            value,
            label = random.Next(2) == 0 ? null : $"by {caller}",
            enabled = random.Next(5) > 0,
            expires_at = random.Next(5) == 0 ? Expiries[random.Next(2)] : null,
        })];
    }

    private static HttpRequestMessage Make(HttpMethod method, string path, object? body = null) =>
        new(method, $"/v1/allowlist/{path}".TrimEnd('/')) { Content = body is null ? null : JsonContent.Create(body) };

    private static async Task<string> SlugAsync(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode || response.StatusCode >= HttpStatusCode.InternalServerError)
        {
            return string.Empty;
        }

        var problem = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());
        return problem.GetProperty("type").GetString()!["urn:ipaccess:problem:".Length..];
    }
}
