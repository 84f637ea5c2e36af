using System.Net;
using System.Text.Json;
using IpAccess.Maintenance;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Operators;

public sealed class OperatorAuditTests
{
    private const string Audit = "/v1/operator/audit";

    [Fact]
    public async Task Everything_that_an_operator_does_is_told_newest_first()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);
        using var owner = await service.AccountAsync();
        await client.PostAsync("/v1/accounts", new { id = "acme" }, HttpStatusCode.Conflict);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PostAsync("/v1/accounts/acme/recovery", new { address = "192.0.2.1", minutes = 5, reason = "out" });
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PostAsync("/v1/accounts/acme/keys", new { label = "found again" });
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PostAsync("/v1/operator/poison/replay", body: null, HttpStatusCode.OK);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        (await client.CallAsync("GET", "/v1/accounts/acme/export")).Is(200);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PostAsync("/v1/accounts/acme/undelete", body: null, HttpStatusCode.OK);

        var entries = await EntriesAsync(client);

        Assert.Equal(
            [
                "account_undeleted acme done", "account_deleted acme done", "account_exported acme done", "poison_replayed  done",
                "key_created acme done", "recovery_granted acme done",
            ],
            entries.Take(6).Select(Show));
        Assert.Equal(["account_created acme done", "account_created acme refused"], entries.Skip(6).Select(Show).Order());
        var recovery = entries[5];
        Assert.Equal("at action account actor asked outcome request_id", Calls.MembersOf(recovery));
        Assert.Equal("2026-11-22T12:00:01Z", recovery.GetProperty("at").GetString());
        Assert.Equal("""{"key":"operator","address":"203.0.113.9","derived_from":"connection"}""", recovery.GetProperty("actor").GetRawText());
        Assert.Equal("""{"address":"192.0.2.1","minutes":5,"reason":"out"}""", recovery.GetProperty("asked").GetRawText());
    }

    [Fact]
    public async Task It_is_read_page_by_page_and_since_a_time()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);
        for (var i = 0; i < 7; i++)
        {
            await client.PostAsync("/v1/accounts", new { id = $"a{i}" });
            service.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        var (seen, pages, path) = (new List<string?>(), 0, (string?)$"{Audit}?limit=3");
        while (path is not null)
        {
            var page = await client.ReadAsync(path);
            seen.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("account").GetString()));
            path = page.GetProperty("next_cursor").GetString() is { } cursor ? $"{Audit}?limit=3&cursor={cursor}" : null;
            pages++;
        }

        Assert.Equal(["a6", "a5", "a4", "a3", "a2", "a1", "a0"], seen);
        Assert.Equal(3, pages);
        var since = await client.ReadAsync($"{Audit}?since=2026-11-22T12:00:40Z");
        Assert.Equal(["a6", "a5", "a4"], since.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("account").GetString()));
    }

    [Fact]
    public async Task Nothing_is_done_that_could_not_be_logged_before()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(tables, TestService.NewClock());
        using var client = service.Client(TestService.OperatorKey);
        using var owner = await service.AccountAsync();
        tables.BeforeWrite = (_, partition) => partition == "operator-audit" ? throw new TimeoutException("The line is cut.") : Task.CompletedTask;

        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.ServiceUnavailable);

        await owner.ReadAsync("/v1/keys");
    }

    [Theory]
    [InlineData("operator-audit", 204)]
    [InlineData("accounts", 503)]
    public async Task What_was_done_is_in_it_though_its_outcome_could_not_be_told(string partition, int status)
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(tables, TestService.NewClock());
        using var client = service.Client(TestService.OperatorKey);
        using var owner = await service.AccountAsync();
        var writes = 0;
        tables.BeforeWrite = (_, written) =>
            written == partition && ++writes == 2 ? throw new TimeoutException("The line is cut.") : Task.CompletedTask;

        Assert.Equal(status, (await client.CallAsync("DELETE", "/v1/accounts/acme")).Status);

        await owner.ReadAsync("/v1/keys", HttpStatusCode.Unauthorized);
        Assert.Equal("account_deleted acme unknown", Show((await EntriesAsync(client)).First(entry => entry.GetProperty("outcome").GetString() != "done")));
    }

    [Fact]
    public async Task It_outlives_the_accounts_that_it_tells_of_and_is_kept_for_400_days()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);
        using var owner = await service.AccountAsync();
        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
        service.Clock.Advance(TimeSpan.FromDays(400));
        var maintenance = service.Services.GetRequiredService<MaintenanceOperations>();

        await maintenance.RunMaintenanceAsync(CancellationToken.None);
        Assert.Equal(2, (await EntriesAsync(client)).Count);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await maintenance.RunMaintenanceAsync(CancellationToken.None);

        Assert.Empty(await EntriesAsync(client));
    }

    private static string Show(JsonElement entry) =>
        $"{entry.GetProperty("action").GetString()} {entry.GetProperty("account").GetString()} {entry.GetProperty("outcome").GetString()}";

    private static async Task<List<JsonElement>> EntriesAsync(HttpClient client) =>
        [.. (await client.ReadAsync(Audit)).GetProperty("entries").EnumerateArray()];
}
