using System.Globalization;
using Azure.Core;
using Azure.Data.Tables;
using IpAccess.Attempts;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>What taking attempts in costs, and what an attack from many addresses does to the listing.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class IngestCostTests(ITestOutputHelper output)
{
    private const int PagesReadForOnePage = 16;
    private const int AtOnce = 8;
    private readonly RequestCounter requests = new();

    [NodeFact]
    public async Task Ingest_costs_little_more_than_a_request_for_each_attempt()
    {
        await using var consumers = await Consumers.StartAsync(1);
        var (account, key) = await consumers.Hosts[0].NewAccountAsync();
        var tables = new AzureTables(options => new TableServiceClient(consumers.ConnectionString, Counted(options)));
        var store = new AttemptStore(tables, TimeProvider.System);
        var addresses = Effort.Of(3_000, 30_000);

        var first = await RecordAsync(store, account, addresses, second: 0);
        var again = await RecordAsync(store, account, addresses, second: 1);

        // Of each attempt its entry is read; of each message some partitions are written.
        Assert.InRange(first, 1, 1.25);
        Assert.InRange(again, 1, 1.25);
        using var owner = consumers.Hosts[0].NewClient(key, "192.0.2.1");
        Assert.Equal(addresses, (await owner.AttemptsAsync()).Count(entry => entry.GetProperty("count").GetInt64() == 2));
    }

    [NodeFact]
    public async Task Messages_are_taken_in_by_the_self_host()
    {
        await using var consumers = await Consumers.StartAsync(1);
        var (account, key) = await consumers.Hosts[0].NewAccountAsync();
        var attempts = Effort.Of(3_000, 30_000);
        var started = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(Messages(account, attempts, second: 0), Options, async (message, token) =>
            await consumers.Queue.SendMessageAsync(message.Write(), token));
        var sent = TimeProvider.System.GetElapsedTime(started);
        await consumers.FinishAsync();
        Report("sent and taken in by one self-host", attempts, TimeProvider.System.GetElapsedTime(started));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"(sending alone took {sent.TotalSeconds:f1} s; three queue requests a message)"));

        using var owner = consumers.Hosts[0].NewClient(key, "192.0.2.1");
        Assert.Equal(attempts, (await owner.AttemptsAsync()).Count);
    }

    [NodeFact]
    public async Task After_an_attack_from_many_addresses_the_recent_attempts_are_one_page_read_away()
    {
        await using var consumers = await Consumers.StartAsync(0);
        var tables = new AzureTables(options => new TableServiceClient(consumers.ConnectionString, Counted(options)));
        await tables.CreateMissingAsync(CancellationToken.None);
        var store = new AttemptStore(tables, TimeProvider.System);
        var addresses = Effort.Of(5_000, 100_000);
        await RecordAsync(store, "acme", addresses, second: 0);
        await store.RecordAsync(new("last", "acme", [AttemptFrom(uint.MaxValue, 60)]), CancellationToken.None);

        requests.Reset();
        var started = TimeProvider.System.GetTimestamp();
        var page = await store.ReadAsync("acme", since: null, after: null, wanted: 101, CancellationToken.None).Take(101).ToListAsync();

        Assert.Equal(PagesReadForOnePage, requests.Total);
        Assert.Equal("255.255.255.255", AttemptRows.Read(page[0]).Key.Client.ToString());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"First 100 of {addresses} entries: {requests.Total} requests at once, {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:f0} ms."));
    }

    private static ParallelOptions Options => new() { MaxDegreeOfParallelism = AtOnce };

    private static IEnumerable<AttemptMessage> Messages(string account, int addresses, int second) => AttemptMessages.Of(
        account,
        Enumerable.Range(0, addresses).Select(i => AttemptFrom((uint)(0x0100_0000 + (i * 97)), second)),
        _ => Guid.NewGuid().ToString("n"));

    private static Attempt AttemptFrom(uint address, int second)
    {
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 3600 + second;
        return new()
        {
            Key = new(Address.IPv4(address), "login", "password"),
            FirstAt = at,
            LastAt = at,
            Allowed = false,
            UserAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        };
    }

    /// <summary>Records one attempt of each address.</summary>
    /// <returns>The requests to the tables for each.</returns>
    private async Task<double> RecordAsync(AttemptStore store, string account, int addresses, int second)
    {
        requests.Reset();
        var started = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(Messages(account, addresses, second), Options, async (message, token) =>
        {
            while (!await TryRecordAsync(store, message, token))
            {
                // As the queue would: the message comes again, and counts once all the same.
            }
        });
        Report(second == 0 ? "new addresses" : "known addresses", addresses, TimeProvider.System.GetElapsedTime(started));
        var cost = (double)requests.Total / addresses;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost:f2} table requests an attempt"));
        return cost;
    }

    private static async Task<bool> TryRecordAsync(AttemptStore store, AttemptMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await store.RecordAsync(message, cancellationToken);
            return true;
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, cancellationToken))
        {
            return false;
        }
    }

    private void Report(string what, int attempts, TimeSpan took) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{attempts} attempts, {what}: {took.TotalSeconds:f1} s, {attempts / took.TotalSeconds:f0} a second."));

    private TableClientOptions Counted(TableClientOptions options)
    {
        options.AddPolicy(requests, HttpPipelinePosition.PerCall);
        return options;
    }
}
