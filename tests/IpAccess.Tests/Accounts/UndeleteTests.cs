using System.Net;
using IpAccess.Maintenance;
using IpAccess.Storage;
using IpAccess.Telemetry;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Maintenance;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IpAccess.Tests.Accounts;

public sealed class UndeleteTests
{
    private const string Undelete = "/v1/accounts/acme/undelete";
    private const int MostOperations = 200;

    [Fact]
    public async Task A_deleted_account_comes_back_as_it_was_with_its_keys_and_its_audit()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.0/24", "2001:db8::/32");
        using var client = account.Service.Client(TestService.OperatorKey);
        using var viewer = await account.Service.KeyAsync(account.Owner, new { role = "viewer", label = "viewer" });
        var (settings, rules) = ((await account.GetAsync(TestAccount.Settings)).Text, (await account.GetAsync(TestAccount.Rules)).Text);
        var keys = (await account.GetAsync("/v1/keys")).Text;
        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
        await viewer.ReadAsync(TestAccount.Settings, HttpStatusCode.Unauthorized);
        account.Service.Clock.Advance(TimeSpan.FromDays(14));

        var undeleted = await client.CallAsync("POST", Undelete);

        Assert.Equal("""{"id":"acme","name":null,"parent":null,"created_at":"2026-11-22T12:00:00Z"}""", undeleted.Is(200).Text);
        Assert.Equal(settings, (await viewer.CallAsync("GET", TestAccount.Settings)).Is(200).Text);
        Assert.Equal(rules, (await account.GetAsync(TestAccount.Rules)).Is(200).Text);
        Assert.Equal(keys, (await account.GetAsync("/v1/keys")).Is(200).Text);
        Assert.Equal(
            ["restored operator", "key_revoked operator"],
            (await account.AuditAsync()).Take(2).Select(entry =>
                $"{entry.GetProperty("action").GetString()} {entry.GetProperty("actor").GetProperty("key").GetString()}"));
        await account.PasteAsync("198.51.100.1");
    }

    [Fact]
    public async Task Keys_of_a_deleted_account_are_dead_at_once_here_and_within_five_seconds_elsewhere_and_so_they_live_again()
    {
        var (tables, clock) = (new MemoryTables(), TestService.NewClock());
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var client = here.Client(TestService.OperatorKey);
        using var owner = await here.AccountAsync();
        var secret = owner.DefaultRequestHeaders.Authorization!.Parameter;
        using var ownerThere = there.Client(secret);
        string[] paths = ["/v1/keys", "/v1/client-address", "/v1/check?ip=192.0.2.1"];
        foreach (var path in paths)
        {
            await ownerThere.ReadAsync(path);
        }

        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
        await AreAsync(owner, paths, HttpStatusCode.Unauthorized);
        clock.Advance(TimeSpan.FromSeconds(5));
        await AreAsync(ownerThere, paths, HttpStatusCode.Unauthorized);
        await AreAsync(owner, paths, HttpStatusCode.Unauthorized);

        await client.PostAsync(Undelete, body: null, HttpStatusCode.OK);
        await AreAsync(owner, paths, HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromSeconds(5));
        await AreAsync(ownerThere, paths, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_a_deleted_account_can_come_back()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var client = service.Client(TestService.OperatorKey);

        Assert.Equal("conflict", Calls.Slug(await client.PostAsync(Undelete, body: null, HttpStatusCode.Conflict)));
        Assert.Equal("not-found", Calls.Slug(await client.PostAsync("/v1/accounts/nobody/undelete", body: null, HttpStatusCode.NotFound)));
        await owner.ReadAsync("/v1/keys");
    }

    [Fact]
    public async Task A_child_comes_back_only_while_its_parent_is_there()
    {
        await using var service = await TestService.StartAsync();
        using var parent = await service.AccountAsync();
        using var child = await service.AccountAsync("child", "acme");
        using var client = service.Client(TestService.OperatorKey);
        await client.DeleteAsync("/v1/accounts/child", HttpStatusCode.NoContent);
        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);

        Assert.Equal("conflict", Calls.Slug(await client.PostAsync("/v1/accounts/child/undelete", body: null, HttpStatusCode.Conflict)));
        await child.ReadAsync("/v1/keys", HttpStatusCode.Unauthorized);
        await client.PostAsync(Undelete, body: null, HttpStatusCode.OK);
        await client.PostAsync("/v1/accounts/child/undelete", body: null, HttpStatusCode.OK);

        Assert.Equal(200, (await parent.CallAsync("GET", "/v1/keys", headers: ("on-behalf-of", "child"))).Status);
        await child.ReadAsync("/v1/keys");
        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_undoing_that_was_interrupted_at_any_write_can_be_repeated(bool before)
    {
        for (var nth = 1; nth <= MostOperations; nth++)
        {
            var tables = new ScriptedTables(new MemoryTables());
            await using var service = await TestService.StartAsync(tables, TestService.NewClock());
            using var client = service.Client(TestService.OperatorKey);
            using var owner = await service.AccountAsync();
            await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
            var writes = 0;
            Task Fail(string table, string partition) => ++writes == nth ? throw new TimeoutException("The line is cut.") : Task.CompletedTask;
            tables.BeforeWrite = before ? Fail : tables.BeforeWrite;
            tables.AfterWrite = before ? tables.AfterWrite : Fail;
            var first = await client.CallAsync("POST", Undelete);
            (tables.BeforeWrite, tables.AfterWrite) = ((_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask);
            if (first.Status != 200)
            {
                Assert.Equal(503, first.Status);
                var second = await client.CallAsync("POST", Undelete);
                Assert.True(second.Status is 200 or 409, second.Text);
            }

            await owner.ReadAsync("/v1/keys");
            await client.ReadAsync("/v1/accounts/acme");
            if (writes < nth)
            {
                Assert.InRange(nth, 6, MostOperations);
                return;
            }
        }

        Assert.Fail("It never came to its end.");
    }

    [Fact]
    public async Task An_undoing_that_nobody_repeats_is_finished_by_maintenance()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var scene = await MaintenanceScene.StartAsync(tables);
        using var owner = await scene.MakeAsync("acme");
        await scene.DeleteAsync("acme");
        await using (var service = await TestService.StartAsync(tables, scene.Clock))
        {
            using var client = service.Client(TestService.OperatorKey);
            tables.BeforeWrite = (table, _) => table == TableNames.Allowlists ? throw new TimeoutException("The line is cut.") : Task.CompletedTask;
            await client.PostAsync(Undelete, body: null, HttpStatusCode.ServiceUnavailable);
            tables.BeforeWrite = (_, _) => Task.CompletedTask;
        }

        scene.Clock.Advance(TimeSpan.FromDays(30));
        await scene.RunAsync();

        await owner.ReadAsync("/v1/keys");
        Assert.Equal(1, await scene.NetworksAsync("acme"));
    }

    [Fact]
    public async Task Whenever_it_comes_while_maintenance_sweeps_an_account_is_whole_or_it_is_told_that_it_is_too_late()
    {
        var (whole, late) = (0, 0);
        for (var nth = 1; ; nth += Effort.Of(4, 1))
        {
            Assert.InRange(nth, 1, MostOperations);
            var tables = new MemoryTables();
            await using var scene = await MaintenanceScene.StartAsync(tables);
            using var owner = await scene.MakeAsync("acme");
            await scene.DeleteAsync("acme");
            scene.Clock.Advance(MaintenanceScene.Kept + TimeSpan.FromSeconds(1));
            var pause = new Pause(tables, nth);
            var run = Task.Run(() => scene.RunAsync(pause.Tables));
            if (!await pause.IsReachedByAsync(run))
            {
                await run;
                break;
            }

            await using var service = await TestService.StartAsync(tables, scene.Clock);
            using var client = service.Client(TestService.OperatorKey);
            var answer = await client.CallAsync("POST", Undelete);
            pause.Release();
            await run;
            if (answer.Status == 200)
            {
                whole++;
                await owner.ReadAsync("/v1/keys");
                Assert.Equal(1, await scene.NetworksAsync("acme"));
            }
            else
            {
                late++;
                Assert.True(answer.Status is 409 or 404, answer.Text);
                await scene.RunAsync();
                Assert.Empty(await scene.EverythingAsync("acme"));
            }
        }

        Assert.True(whole > 0 && late > 0, $"{whole} {late}");
    }

    [Fact]
    public async Task Whenever_a_deletion_comes_while_it_is_undone_keys_are_dead_once_that_is_answered()
    {
        for (var nth = 1; ; nth++)
        {
            Assert.InRange(nth, 1, MostOperations);
            var (tables, clock) = (new MemoryTables(), TestService.NewClock());
            await using var service = await TestService.StartAsync(tables, clock);
            using var owner = await service.AccountAsync();
            using var client = service.Client(TestService.OperatorKey);
            await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
            var pause = new Pause(tables, nth);
            var undoing = Task.Run(async () =>
            {
                await using var other = await TestService.StartAsync(pause.Tables, clock);
                using var there = other.Client(TestService.OperatorKey);
                return await there.CallAsync("POST", Undelete);
            });
            var isPaused = await pause.IsReachedByAsync(undoing);
            var deleted = await client.CallAsync("DELETE", "/v1/accounts/acme");
            pause.Release();
            var undone = await undoing.WhileTimePasses(clock);
            clock.Advance(TimeSpan.FromSeconds(5));
            if (deleted.Status == 204 && undone.Status != 200)
            {
                var seen = await owner.CallAsync("GET", "/v1/keys");
                Assert.True(seen.Status == 401, $"Paused before operation {nth}: deleted {deleted.Status}, undone {undone.Status}, keys {seen.Status}.");
            }

            if (!isPaused)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task How_long_it_can_come_back_is_a_setting()
    {
        await using var service = await TestService.StartAsync(("IpAccess:Retention:DeletedAccountDays", "3650"));
        using var owner = await service.AccountAsync();
        using var client = service.Client(TestService.OperatorKey);
        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
        service.Clock.Advance(TimeSpan.FromDays(3650));
        await service.Services.GetRequiredService<MaintenanceOperations>().RunMaintenanceAsync(CancellationToken.None);

        await client.PostAsync(Undelete, body: null, HttpStatusCode.OK);
        await owner.ReadAsync("/v1/keys");

        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
        service.Clock.Advance(TimeSpan.FromDays(3650) + TimeSpan.FromSeconds(1));
        await service.Services.GetRequiredService<MaintenanceOperations>().RunMaintenanceAsync(CancellationToken.None);
        await client.PostAsync(Undelete, body: null, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("3651")]
    public async Task A_senseless_time_stops_the_start(string days)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestService.StartAsync(("IpAccess:Retention:DeletedAccountDays", days)));

        Assert.Contains("IpAccess:Retention:DeletedAccountDays is not from 1 to 3650.", fault.Message, StringComparison.Ordinal);
    }

    private static async Task AreAsync(HttpClient client, string[] paths, HttpStatusCode status)
    {
        foreach (var path in paths)
        {
            await client.ReadAsync(path, status);
        }
    }
}
