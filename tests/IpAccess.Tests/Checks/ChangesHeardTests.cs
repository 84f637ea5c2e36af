using System.Net;
using IpAccess.Checks;
using IpAccess.Maintenance;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Checks;

/// <summary>
/// What is in memory is told by its identity and not by its number, hears of all that this process writes, and outlives a write
/// that failed.
/// </summary>
public sealed class ChangesHeardTests
{
    private const string Question = "/v1/check?ip=192.0.2.1";
    private const string Rules = "/v1/allowlist/rules";
    private readonly MemoryTables tables = new();
    private readonly FakeTimeProvider clock = TestService.NewClock();

    [Fact]
    public async Task A_list_of_the_same_number_as_one_that_is_gone_decides_for_itself()
    {
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var old = await here.AccountAsync();
        await ListAsync(old, "192.0.2.1");
        using var oldThere = Same(there, old);
        Assert.Equal("rule", (await oldThere.ReadAsync(Question)).GetProperty("reason").GetString());

        // Storage put back to a backup: under the eyes of nobody, another list has the number that memory knows.
        await using var backup = await TestService.StartAsync(new MemoryTables(), clock);
        using var restored = await backup.AccountAsync();
        await ListAsync(restored, "198.51.100.1");
        await CopyHeadAsync(backup, here, "acme");
        clock.Advance(TimeSpan.FromSeconds(5));

        var answer = await oldThere.ReadAsync(Question);
        Assert.Equal((3, "not_listed", false), (
            answer.GetProperty("version").GetInt32(), answer.GetProperty("reason").GetString(), answer.GetProperty("stale").GetBoolean()));
    }

    [Fact]
    public async Task An_account_that_was_deleted_and_made_anew_here_is_decided_by_its_new_list_at_once()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var old = await service.AccountAsync();
        await ListAsync(old, "192.0.2.1");
        await old.ReadAsync(Question);

        using var operatorClient = service.Client(TestService.OperatorKey);
        await operatorClient.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
        await old.ReadAsync(Question, HttpStatusCode.Unauthorized);
        clock.Advance(TimeSpan.FromDays(15));
        var maintenance = service.Services.GetRequiredService<MaintenanceOperations>();
        await maintenance.RunMaintenanceAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromDays(1));
        await maintenance.RunMaintenanceAsync(CancellationToken.None);
        using var made = await service.AccountAsync();
        await ListAsync(made, "198.51.100.1");

        Assert.Equal("not_listed", (await made.ReadAsync(Question)).GetProperty("reason").GetString());
    }

    public static TheoryData<string, string, string?> Writes => new()
    {
        { "PATCH", "/v1/allowlist", """{"mode":"monitor"}""" },
        { "POST", Rules, """{"rules":[{"value":"10.0.0.1"}]}""" },
        { "PUT", Rules, """{"rules":[{"value":"203.0.113.0/24"}]}""" },
        { "DELETE", Rules + "/1", null },
        { "POST", "/v3/access_settings/whitelist", """{"ips":[{"ip":"10.0.0.1"}]}""" },
        { "PUT", "/v1/ip_allowlists", """{"allowlist":[{"value":"203.0.113.9"}],"enabled":true,"version":2}""" },
        { "POST", "/v1/allowlist/versions/2/restore", "" },
        { "POST", "/v1/keys/{key}/rotate", "" },
        { "DELETE", "/v1/keys/{key}", null },
        { "POST", "/v1/keys", """{"role":"viewer"}""" },
        { "POST", "/v1/accounts/acme/recovery", """{"address":"192.0.2.9","minutes":5}""" },
        { "DELETE", "/v1/accounts/acme", null },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_that_fails_takes_no_check_down(string method, string path, string? body)
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        await ListAsync(owner, "192.0.2.1");
        using var enforcer = await service.KeyAsync(owner, new { role = "enforcer" });
        var key = (await owner.ReadAsync("/v1/keys")).GetProperty("keys")[0].GetProperty("id").GetString()!;
        await enforcer.ReadAsync(Question);
        using var writer = path.StartsWith("/v1/accounts", StringComparison.Ordinal) ? service.Client(TestService.OperatorKey) : Same(service, owner);
        service.Tables.IsAway = true;

        Assert.Equal(503, (await writer.CallAsync(method, path.Replace("{key}", key, StringComparison.Ordinal), body, headers: [("If-Match", "*")])).Status);

        foreach (var (seconds, stale) in new[] { (0, false), (10, true), (50, true) })
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            foreach (var client in new[] { enforcer, owner })
            {
                var answer = await client.ReadAsync(Question);
                Assert.Equal("rule", answer.GetProperty("reason").GetString());
                Assert.True(stale == answer.GetProperty("stale").GetBoolean() || seconds == 0);
            }
        }
    }

    [Fact]
    public async Task A_write_of_which_nobody_knows_whether_it_was_made_is_looked_up_at_the_next_question()
    {
        var hooked = new ScriptedTables(tables);
        await using var service = await TestService.StartAsync(hooked, clock);
        using var owner = await service.AccountAsync();
        await ListAsync(owner, "192.0.2.1");
        await owner.ReadAsync(Question);
        hooked.AfterWrite = (table, _) =>
        {
            service.Tables.IsAway = true;
            throw new TimeoutException("The answer was lost.");
        };
        await owner.CallAsync("PATCH", "/v1/allowlist", """{"mode":"off"}""");

        var unknown = await owner.ReadAsync(Question);
        service.Tables.IsAway = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        var known = await owner.ReadAsync(Question);

        Assert.Equal(("rule", true), (unknown.GetProperty("reason").GetString(), unknown.GetProperty("stale").GetBoolean()));
        Assert.Equal(("mode_off", false), (known.GetProperty("reason").GetString(), known.GetProperty("stale").GetBoolean()));
    }

    [Fact]
    public async Task A_secret_rotated_here_right_before_storage_went_away_works_and_the_old_one_does_not()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        await owner.ReadAsync(Question);
        var key = (await owner.ReadAsync("/v1/keys")).GetProperty("keys")[0].GetProperty("id").GetString();
        var secret = (await owner.PostAsync($"/v1/keys/{key}/rotate", """{"overlap_minutes":0}""")).GetProperty("secret").GetString();
        service.Tables.IsAway = true;
        using var rotated = service.Client(secret);

        await rotated.ReadAsync(Question);
        await owner.ReadAsync(Question, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Changes_of_keys_make_no_check_read_the_rules_again()
    {
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync();
        await ListAsync(owner, "192.0.2.1");
        await owner.ReadAsync(Question);
        for (var i = 0; i < 5; i++)
        {
            using var made = await service.KeyAsync(owner, new { role = "viewer" });
        }

        var before = service.Tables.Operations;
        await owner.ReadAsync(Question);

        Assert.Equal(before, service.Tables.Operations);
    }

    private static async Task ListAsync(HttpClient owner, string network)
    {
        await owner.PatchAsync("/v1/allowlist", new { lockout_guard = false });
        await owner.PostAsync(Rules, $$"""{"rules":[{"value":"{{network}}"}]}""");
    }

    /// <summary>Puts the list of an account in the place of another one, pages included, as whoever restores a backup does.</summary>
    private static async Task CopyHeadAsync(TestService from, TestService to, string account)
    {
        var source = ((ITables)from.Tables).Open(TableNames.Allowlists, StorageTimeout.ForOperations);
        var target = ((ITables)to.Tables).Open(TableNames.Allowlists, StorageTimeout.ForOperations);
        await foreach (var row in source.ReadAsync(account, RowRange.WithPrefix(string.Empty), null, CancellationToken.None))
        {
            if (!row.RowKey.StartsWith("key-", StringComparison.Ordinal))
            {
                Assert.True(await target.TryApplyAsync(account, [RowChange.Put(row)], CancellationToken.None));
            }
        }
    }

    private static HttpClient Same(TestService service, HttpClient client) =>
        service.Client(client.DefaultRequestHeaders.Authorization!.Parameter);
}
