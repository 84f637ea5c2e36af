using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace IpAccess.Testing.Processes;

/// <summary>Calls of the service that succeed, as an ordinary client makes them.</summary>
internal static class Rest
{
    private const int LargestPage = 1000;

    /// <summary>Adds networks as a paste.</summary>
    public static async Task<JsonElement> PasteAsync(this HttpClient client, IEnumerable<string> networks)
    {
        using var body = PasteOf(networks);
        using var response = await client.PostAsync("/v1/allowlist/rules", body);
        return await ReadAsync(response);
    }

    /// <summary>Makes the networks the whole list, by a paste.</summary>
    public static async Task<JsonElement> ReplaceAsync(this HttpClient client, long version, IEnumerable<string> networks)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/allowlist/rules") { Content = PasteOf(networks) };
        request.Headers.IfMatch.Add(new($"\"{version}\""));
        using var response = await client.SendAsync(request);
        return await ReadAsync(response);
    }

    /// <summary>The settings, the version among them.</summary>
    public static Task<JsonElement> SettingsAsync(this HttpClient client) => GetAsync(client, "/v1/allowlist");

    /// <summary>All rules, page by page.</summary>
    public static Task<List<JsonElement>> ListAsync(this HttpClient client) =>
        PagesAsync(client, "/v1/allowlist/rules", "rules").ToListAsync().AsTask();

    /// <summary>The whole audit, page by page, newest first.</summary>
    public static Task<List<JsonElement>> AuditAsync(this HttpClient client) =>
        PagesAsync(client, "/v1/audit", "entries").ToListAsync().AsTask();

    /// <summary>All attempts, page by page, newest first.</summary>
    public static Task<List<JsonElement>> AttemptsAsync(this HttpClient client) =>
        PagesAsync(client, "/v1/attempts", "attempts").ToListAsync().AsTask();

    /// <summary>All messages that could not be processed, page by page.</summary>
    public static Task<List<JsonElement>> PoisonAsync(this HttpClient client) =>
        PagesAsync(client, "/v1/operator/poison", "messages").ToListAsync().AsTask();

    /// <summary>Asks about one address.</summary>
    public static Task<JsonElement> CheckAsync(this HttpClient client, string address) =>
        GetAsync(client, $"/v1/check?ip={address}");

    /// <summary>Asks about many addresses at once, without a trace.</summary>
    public static async Task<List<JsonElement>> CheckAsync(this HttpClient client, IEnumerable<string> addresses)
    {
        using var response = await client.PostAsJsonAsync("/v1/check", new { checks = addresses.Select(ip => new { ip, record = false }) });
        return [.. (await ReadAsync(response)).GetProperty("results").EnumerateArray()];
    }

    /// <summary>The JSON of a response, which must be a success.</summary>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {Encoding.UTF8.GetString(bytes)}");
        return JsonElement.Parse(bytes);
    }

    /// <summary>A paste, a network a line.</summary>
    private static StringContent PasteOf(IEnumerable<string> networks) => new(string.Join('\n', networks), Encoding.UTF8, "text/plain");

    private static async IAsyncEnumerable<JsonElement> PagesAsync(HttpClient client, string path, string items)
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync(client, $"{path}?limit={LargestPage}{(cursor is null ? string.Empty : $"&cursor={cursor}")}");
            foreach (var item in page.GetProperty(items).EnumerateArray())
            {
                yield return item;
            }

            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return await ReadAsync(response);
    }
}
