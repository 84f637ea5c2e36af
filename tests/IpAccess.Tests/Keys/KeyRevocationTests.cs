using System.Net;
using Azure;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Keys;

public sealed class KeyRevocationTests
{
    [Fact]
    public async Task A_revoked_key_is_dead_at_once_here_and_within_five_seconds_elsewhere()
    {
        var (tables, clock) = (new MemoryTables(), TestService.NewClock());
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var owner = await here.AccountAsync();
        var key = await owner.PostAsync("/v1/keys", new { role = "viewer" });
        using var keyHere = here.Client(key.GetProperty("secret").GetString());
        using var keyThere = there.Client(key.GetProperty("secret").GetString());
        await keyHere.ReadAsync("/v1/allowlist");
        await keyThere.ReadAsync("/v1/allowlist");

        await owner.DeleteAsync($"/v1/keys/{key.GetProperty("id")}", HttpStatusCode.NoContent);

        await keyHere.ReadAsync("/v1/allowlist", HttpStatusCode.Unauthorized);
        clock.Advance(TimeSpan.FromSeconds(5));
        await keyThere.ReadAsync("/v1/allowlist", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_key_works_everywhere_at_once_even_where_it_was_unknown_before()
    {
        var (tables, clock) = (new MemoryTables(), TestService.NewClock());
        await using var here = await TestService.StartAsync(tables, clock);
        await using var there = await TestService.StartAsync(tables, clock);
        using var owner = await here.AccountAsync();
        var key = await owner.PostAsync("/v1/keys", new { role = "viewer" });

        using var keyThere = there.Client(key.GetProperty("secret").GetString());

        await keyThere.ReadAsync("/v1/allowlist");
    }

    [Fact]
    public async Task The_last_key_that_manages_keys_can_not_go()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        await owner.PostAsync("/v1/keys", new { role = "manager" });
        var own = await IdOfAsync(owner, "first key");

        var problem = await owner.DeleteAsync($"/v1/keys/{own}", HttpStatusCode.Conflict);

        Assert.Equal("conflict", Calls.Slug(problem));
        using var second = await service.KeyAsync(owner, new { role = "owner", label = "second" });
        await owner.DeleteAsync($"/v1/keys/{own}", HttpStatusCode.NoContent);
        await second.DeleteAsync($"/v1/keys/{await IdOfAsync(second, "second")}", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_last_key_without_an_end_that_manages_keys_can_not_go_though_one_that_ends_remains()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var brief = await service.KeyAsync(owner, new { role = "owner", label = "brief", expires_at = "2026-11-22T12:00:30Z" });
        var own = await IdOfAsync(owner, "first key");

        Assert.Equal("conflict", Calls.Slug(await brief.DeleteAsync($"/v1/keys/{own}", HttpStatusCode.Conflict)));

        await owner.DeleteAsync($"/v1/keys/{await IdOfAsync(owner, "brief")}", HttpStatusCode.NoContent);
        await owner.ReadAsync("/v1/keys");
    }

    [Fact]
    public async Task A_key_that_expired_manages_nothing_any_more()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        await owner.PostAsync("/v1/keys", new { role = "owner", label = "brief", expires_at = "2026-11-22T12:01:00Z" });
        service.Clock.Advance(TimeSpan.FromMinutes(1));

        await owner.DeleteAsync($"/v1/keys/{await IdOfAsync(owner, "first key")}", HttpStatusCode.Conflict);
        await owner.DeleteAsync($"/v1/keys/{await IdOfAsync(owner, "brief")}", HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Of_two_deletions_of_the_last_two_managers_at_the_same_time_one_is_refused()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(tables, TestService.NewClock());
        using var owner = await service.AccountAsync();
        using var second = await service.KeyAsync(owner, new { role = "owner", label = "second" });
        var (first, other) = (await IdOfAsync(owner, "first key"), await IdOfAsync(owner, "second"));

        // Both have read the list of keys before either writes.
        var arrived = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        tables.BeforeWrite = (table, _) =>
        {
            if (table == TableNames.Allowlists && Interlocked.Increment(ref arrived) == 2)
            {
                both.SetResult();
            }

            return both.Task;
        };
        var statuses = await Task.WhenAll(DeleteAsync(owner, other), DeleteAsync(second, first)).WhileTimePasses(service.Clock);

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], statuses.Order());
        Assert.True(arrived >= 2);
        using var left = statuses[0] == HttpStatusCode.NoContent ? owner : second;
        Assert.Single((await left.ReadAsync("/v1/keys")).GetProperty("keys").EnumerateArray());
    }

    [Fact]
    public async Task A_key_is_dead_here_even_where_the_answer_to_its_revocation_was_lost()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(tables, TestService.NewClock());
        using var owner = await service.AccountAsync();
        var key = await owner.PostAsync("/v1/keys", new { role = "viewer" });
        using var client = service.Client(key.GetProperty("secret").GetString());
        await client.ReadAsync("/v1/allowlist");

        // The commit happens, but neither its answer nor the look for it comes through.
        tables.AfterWrite = (_, _) =>
        {
            tables.BeforeRead = (_, _) => throw new RequestFailedException("The line is cut.");
            throw new RequestFailedException("The line is cut.");
        };
        await owner.DeleteAsync($"/v1/keys/{key.GetProperty("id")}", HttpStatusCode.ServiceUnavailable);
        tables.AfterWrite = tables.BeforeRead = (_, _) => Task.CompletedTask;

        await client.ReadAsync("/v1/allowlist", HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpStatusCode> DeleteAsync(HttpClient client, string? id)
    {
        using var response = await client.DeleteAsync($"/v1/keys/{id}");
        return response.StatusCode;
    }

    private static async Task<string?> IdOfAsync(HttpClient client, string label) =>
        (await client.ReadAsync("/v1/keys")).GetProperty("keys").EnumerateArray().Single(key => key.GetProperty("label").GetString() == label).GetProperty("id").GetString();
}
