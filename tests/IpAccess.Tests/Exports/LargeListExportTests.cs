using System.Globalization;
using Azure;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Exports;

/// <summary>A list of many pages as a file, from an instance that keeps next to none of them in memory.</summary>
public sealed class LargeListExportTests : IAsyncLifetime
{
    private const string Path = "/v1/export/text";
    private static readonly int Count = Effort.Of(100_000, 1_000_000);
    private readonly ScriptedTables tables = new(new MemoryTables());
    private readonly FakeTimeProvider clock = TestService.NewClock();
    private string key = string.Empty;
    private int readsOfFacts;

    public async Task InitializeAsync()
    {
        await using (var service = await TestService.StartAsync(tables, clock))
        {
            using var owner = await service.AccountAsync();
            key = owner.DefaultRequestHeaders.Authorization!.Parameter!;
            (await owner.CallAsync("PATCH", TestAccount.Settings, """{"lockout_guard":false}""")).Is(200);
            var text = string.Join('\n', Enumerable.Range(0, Count).Select(Network));
            (await owner.CallAsync("PUT", TestAccount.Rules, text, "text/plain", ("If-Match", "*"))).Is(200);
        }

        readsOfFacts = await ReadsOfFactsAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_is_sent_while_it_is_read_and_is_the_whole_list()
    {
        var others = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await StartAsync();
        using var client = service.Client(key);
        BeforeReads(number => number <= readsOfFacts + 1 ? Task.CompletedTask : others.Task);

        using var response = await client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead);
        using var text = new StreamReader(await response.Content.ReadAsStreamAsync());
        var lines = new List<string?>();
        while (lines.Count < 5)
        {
            lines.Add(await text.ReadLineAsync());
        }

        Assert.Equal("0.0.0.0/24", lines[^1]);
        Assert.False(others.Task.IsCompleted);
        others.SetResult();
        var rest = await text.ReadToEndAsync();

        var head = $"# account: acme\n# version: 3\n# networks: {Count}\n# holds until: the list is changed\n";
        Assert.Equal(head + string.Concat(Enumerable.Range(0, Count).Select(i => Network(i) + "\n")) + "# end\n", string.Join('\n', lines) + "\n" + rest);
    }

    [Fact]
    public async Task The_fewest_networks_are_found_while_it_is_read()
    {
        await using var service = await StartAsync();
        using var client = service.Client(key);

        var reply = (await client.CallAsync("GET", Path + "?minimal=true")).Is(200);

        Assert.Equal(string.Join('\n', SmallestCoverOf(Count)), string.Join('\n', reply.Text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')));
    }

    [Fact]
    public async Task A_fault_on_the_way_cuts_it_off()
    {
        await using var service = await StartAsync();
        using var client = service.Client(key);
        BeforeReads(number => number <= readsOfFacts + 1 ? Task.CompletedTask : throw new RequestFailedException(503, "The tables are away."));

        using var response = await client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(200, (int)response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(response.Content.ReadAsStringAsync);
    }

    [Fact]
    public async Task A_fault_before_it_is_known_what_it_is_is_a_problem_as_ever()
    {
        await using var service = await StartAsync();
        using var client = service.Client(key);
        BeforeReads(number => number < readsOfFacts ? Task.CompletedTask : throw new RequestFailedException(503, "The tables are away."));

        var reply = await client.CallAsync("GET", Path);

        reply.IsProblem(503, "storage-unavailable");
        Assert.Null(reply.ETag);
        Assert.Null(reply.Header("X-IpAccess-Networks"));
        Assert.Contains("no-store", reply.Header("Cache-Control"), StringComparison.Ordinal);
    }

    private static string Network(int i) => string.Create(CultureInfo.InvariantCulture, $"{i >> 16}.{(i >> 8) & 255}.{i & 255}.0/24");

    // Neighbours from 0.0.0.0 on: a block for each bit of their number.
    private static IEnumerable<string> SmallestCoverOf(int count)
    {
        var first = 0;
        for (var bit = 23; bit >= 0; bit--)
        {
            if ((count >> bit & 1) == 1)
            {
                yield return Network(first).Replace("/24", string.Create(CultureInfo.InvariantCulture, $"/{24 - bit}"), StringComparison.Ordinal);
                first += 1 << bit;
            }
        }
    }

    private Task<TestService> StartAsync() => TestService.StartAsync(tables, clock, ("IpAccess:Limits:PageCacheMegabytes", "1"));

    // The reads of an instance that only says whether anything is new.
    private async Task<int> ReadsOfFactsAsync()
    {
        var reads = 0;
        await using var service = await StartAsync();
        using var client = service.Client(key);
        BeforeReads(number => Task.FromResult(reads = number));
        (await client.CallAsync("GET", Path, headers: ("If-None-Match", "*"))).Is(304);
        BeforeReads(_ => Task.CompletedTask);
        return reads;
    }

    private void BeforeReads(Func<int, Task> hook)
    {
        var number = 0;
        tables.BeforeRead = (_, _) => hook(Interlocked.Increment(ref number));
    }
}
