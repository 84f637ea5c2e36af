using System.Diagnostics;
using System.Globalization;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Exports;

/// <summary>A very long list as a file, from a process that has no memory for it. Times are told, not judged.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class ExportSizeTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const string Caller = "203.0.113.9";
    private const int RulesPerRequest = 250_000;

    // A heap of 96 MiB: the rules of a million networks alone take over 150.
    private static readonly Dictionary<string, string?> LittleMemory = new()
    {
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_GCHeapHardLimit"] = "0x6000000",
        ["IpAccess__Limits__PageCacheMegabytes"] = "4",
        ["IpAccess__Limits__DecisionCacheMegabytes"] = "4",
    };

    [NodeFact]
    public async Task It_is_exported_in_each_format_whole_and_by_several_at_once()
    {
        var count = Effort.Of(200_000, 1_000_000);
        string key;
        await using (var host = await ListHost.StartAsync(azurite.ConnectionString))
        {
            (_, key) = await host.NewAccountAsync();
            await ImportAsync(host, key, count);
        }

        await using var small = await ListHost.StartAsync(azurite.ConnectionString, LittleMemory);
        using var client = small.NewClient(key, Caller);
        foreach (var path in (string[])["text", "text?minimal=true", "nginx", "haproxy", "nftables", "postfix"])
        {
            await TimeAsync(small, path, () => ReadAsync(client, path, count));
        }

        await TimeAsync(small, "text, four at once", () => Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReadAsync(client, "text", count))));
        var tag = await TagAsync(client);
        await TimeAsync(small, "text, unchanged (304)", () => AssertUnchangedAsync(client, tag));
    }

    // No two of them are neighbours, so that none of them can be left out.
    private static string Network(int i) => string.Create(CultureInfo.InvariantCulture, $"{1 + (i >> 15)}.{(i >> 7) & 255}.{(i << 1) & 255}.0/24");

    private static async Task ImportAsync(ListHost host, string key, int count)
    {
        using var client = host.NewClient(key, Caller);
        _ = await client.PatchAsync("/v1/allowlist", new { lockout_guard = false });

        foreach (var part in Enumerable.Range(0, count).Chunk(RulesPerRequest))
        {
            _ = await client.PasteAsync(part.Select(Network));
        }
    }

    private static async Task ReadAsync(HttpClient client, string path, int count)
    {
        using var response = await client.GetAsync("/v1/export/" + path, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        Assert.Equal($"{count}", Assert.Single(response.Headers.GetValues("X-IpAccess-Networks")));
        using var text = new StreamReader(await response.Content.ReadAsStreamAsync());
        var (networks, last) = (0, string.Empty);
        while (await text.ReadLineAsync() is { } line)
        {
            networks += line.Contains(".0/24", StringComparison.Ordinal) ? 1 : 0;
            last = line;
        }

        Assert.Equal((count, "# end"), (networks, last));
    }

    private static async Task<string> TagAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/v1/export/text");
        using var response = await client.SendAsync(request);
        return response.EnsureSuccessStatusCode().Headers.ETag!.ToString();
    }

    private static async Task AssertUnchangedAsync(HttpClient client, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/export/text");
        request.Headers.Add("If-None-Match", tag);
        using var response = await client.SendAsync(request);
        Assert.Equal(304, (int)response.StatusCode);
    }

    private async Task TimeAsync(ListHost host, string what, Func<Task> action)
    {
        var began = Stopwatch.GetTimestamp();
        await action();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:n0} ms; peak memory so far {host.PeakMegabytes} MiB"));
    }
}
