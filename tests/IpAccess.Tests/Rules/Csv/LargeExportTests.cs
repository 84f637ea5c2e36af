using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Azure;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Rules.Csv;

/// <summary>A list of many pages as CSV, from an instance that has none of them in memory.</summary>
public sealed class LargeExportTests : IAsyncLifetime
{
    private const string Rules = TestAccount.Rules;
    private static readonly int Count = Effort.Of(20_000, 1_000_000);
    private readonly ScriptedTables tables = new(new MemoryTables());
    private readonly FakeTimeProvider clock = TestService.NewClock();
    private string key = string.Empty;

    public async Task InitializeAsync()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        key = owner.DefaultRequestHeaders.Authorization!.Parameter!;
        (await owner.CallAsync("PATCH", TestAccount.Settings, """{"lockout_guard":false}""")).Is(200);
        var lines = Enumerable.Range(0, Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i >> 16}.{(i >> 8) & 255}.{i & 255}.0/24,{(i % 7 == 0 ? "L" : null)}"));
        var reply = await owner.CallAsync("PUT", Rules, "value,label\n" + string.Join('\n', lines), "text/csv", ("If-Match", "*"));
        Assert.Equal(Count, reply.Is(200).Json.GetProperty("added").GetInt32());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_is_sent_while_it_is_read_and_equals_the_json_listing()
    {
        var reads = await ReadsOfOnePageAsync();
        var others = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await TestService.StartAsync(tables, clock);
        using var client = service.Client(key);
        BeforeReads(number => number <= reads ? Task.CompletedTask : others.Task);

        using var response = await SendAsync(client);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var text = new StreamReader(stream);
        Assert.Equal("value,label,expires_at,enabled", await text.ReadLineAsync());
        Assert.Equal("0.0.0.0/24,L,,true", await text.ReadLineAsync());
        others.SetResult();
        var rest = await text.ReadToEndAsync();

        Assert.Equal(await ListAsync(client), "0.0.0.0/24,L,,true\r\n" + rest);
    }

    [Fact]
    public async Task A_fault_on_the_way_cuts_it_off()
    {
        var reads = await ReadsOfOnePageAsync();
        await using var service = await TestService.StartAsync(tables, clock);
        using var client = service.Client(key);
        BeforeReads(number => number <= reads ? Task.CompletedTask : throw new RequestFailedException(503, "The tables are away."));

        using var response = await SendAsync(client);

        Assert.Equal(200, (int)response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(response.Content.ReadAsStringAsync);
    }

    [Theory]
    [InlineData(503, 503, "storage-unavailable")]
    [InlineData(400, 503, "storage-unavailable")]
    public async Task A_fault_before_the_first_rule_is_a_problem_as_ever(int fault, int status, string slug)
    {
        var reads = await ReadsOfOnePageAsync();
        await using var service = await TestService.StartAsync(tables, clock);
        using var client = service.Client(key);
        BeforeReads(number => number < reads ? Task.CompletedTask : throw new RequestFailedException(fault, "The tables are away."));

        var reply = await client.CallAsync("GET", Rules, headers: ("Accept", "text/csv"));

        reply.IsProblem(status, slug);
        Assert.Null(reply.Header("Content-Disposition"));
        Assert.Null(reply.ETag);
    }

    [Fact]
    public async Task A_reader_who_leaves_is_no_fault()
    {
        var reads = await ReadsOfOnePageAsync();
        var others = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await TestService.StartAsync(tables, clock);
        using var client = service.Client(key);
        BeforeReads(number => number <= reads ? Task.CompletedTask : others.Task);

        using (await SendAsync(client))
        {
        }

        others.SetResult();
        Assert.Equal(1, (await client.CallAsync("GET", Rules + "?limit=1")).Is(200).Json.GetProperty("rules").GetArrayLength());
    }

    // The reads of an instance that answers one page: the last one is that of the first rules.
    private async Task<int> ReadsOfOnePageAsync()
    {
        var reads = 0;
        await using var service = await TestService.StartAsync(tables, clock);
        using var client = service.Client(key);
        BeforeReads(number => Task.FromResult(reads = number));
        (await client.CallAsync("GET", Rules + "?limit=1")).Is(200);
        BeforeReads(_ => Task.CompletedTask);
        return reads;
    }

    private void BeforeReads(Func<int, Task> hook)
    {
        var number = 0;
        tables.BeforeRead = (_, _) => hook(Interlocked.Increment(ref number));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Rules);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<string> ListAsync(HttpClient client)
    {
        var lines = new List<string>();
        for (string? cursor = string.Empty; cursor is not null;)
        {
            var page = (await client.CallAsync("GET", $"{Rules}?limit=1000{cursor}")).Is(200).Json;
            lines.AddRange(page.GetProperty("rules").EnumerateArray().Select(Line));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        return string.Concat(lines);
    }

    private static string Line(JsonElement rule) =>
        $"{rule.GetProperty("network")},{rule.GetProperty("label")},{rule.GetProperty("expires_at")},{rule.GetProperty("enabled").GetRawText()}\r\n";
}
