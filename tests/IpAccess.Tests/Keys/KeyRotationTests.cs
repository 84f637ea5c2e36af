using System.Net;
using IpAccess.Keys;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Keys;

public sealed class KeyRotationTests
{
    [Fact]
    public async Task After_a_rotation_the_old_secret_works_until_the_overlap_ends()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var (id, first) = await NewKeyAsync(owner);

        var rotated = await owner.PostAsync($"/v1/keys/{id}/rotate", new { overlap_minutes = 10 });
        var second = rotated.GetProperty("secret").GetString()!;

        Assert.Equal("id secret label scopes created_at expires_at client_address surface", Calls.MembersOf(rotated));
        Assert.Equal(id, rotated.GetProperty("id").GetString());
        Assert.NotEqual(first, second);
        await WorksAsync(service, first, true);
        await WorksAsync(service, second, true);
        service.Clock.Advance(TimeSpan.FromSeconds(599));
        await WorksAsync(service, first, true);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await WorksAsync(service, first, false);
        await WorksAsync(service, second, true);
    }

    [Fact]
    public async Task A_second_rotation_does_not_shorten_the_overlap_of_the_first()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var (id, first) = await NewKeyAsync(owner);

        var second = await RotateAsync(owner, id, """{"overlap_minutes":60}""");
        var third = await RotateAsync(owner, id, """{"overlap_minutes":1}""");
        var fourth = await RotateAsync(owner, id, """{"overlap_minutes":0}""");

        await WorksAsync(service, first, true);
        await WorksAsync(service, second, true);
        await WorksAsync(service, third, false);
        await WorksAsync(service, fourth, true);
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        await WorksAsync(service, second, false);
        service.Clock.Advance(TimeSpan.FromMinutes(59) - TimeSpan.FromSeconds(1));
        await WorksAsync(service, first, true);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await WorksAsync(service, first, false);
        await WorksAsync(service, fourth, true);
    }

    [Fact]
    public async Task Eight_earlier_secrets_work_at_a_time_and_a_ninth_waits_unless_it_has_no_overlap()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var (id, first) = await NewKeyAsync(owner);
        List<string> secrets = [first];
        for (var minutes = 1; minutes <= ApiKey.MostEarlierTexts; minutes++)
        {
            secrets.Add(await RotateAsync(owner, id, $$"""{"overlap_minutes":{{minutes}}}"""));
        }

        var problem = await owner.PostAsync($"/v1/keys/{id}/rotate", body: null, HttpStatusCode.Conflict);
        foreach (var secret in secrets)
        {
            await WorksAsync(service, secret, true);
        }

        var urgent = await RotateAsync(owner, id, """{"overlap_minutes":0}""");

        Assert.Equal("conflict", Calls.Slug(problem));
        await WorksAsync(service, secrets[^1], false);
        await WorksAsync(service, urgent, true);
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        await WorksAsync(service, await RotateAsync(owner, id, body: null), true);
    }

    [Fact]
    public async Task A_key_that_was_stored_with_the_one_secret_before_its_last_rotation_still_has_it()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var (id, first) = await NewKeyAsync(owner);
        var second = await RotateAsync(owner, id, body: null);
        var keys = service.Services.GetRequiredService<ITables>().Open(TableNames.Allowlists, StorageTimeout.ForOperations);
        var row = (await keys.FindAsync("acme", KeyRows.Name(id), CancellationToken.None))!;
        row.Remove("EarlierTexts");
        row["PreviousHash"] = KeyText.Hash(first);
        row["PreviousUntil"] = service.Clock.GetUtcNow().ToUnixTimeSeconds() + 60;
        await keys.TryApplyAsync("acme", [RowChange.Put(row)], CancellationToken.None);
        service.Clock.Advance(TimeSpan.FromSeconds(6));

        await WorksAsync(service, first, true);
        await WorksAsync(service, second, true);
        await RotateAsync(owner, id, """{"overlap_minutes":5}""");
        await WorksAsync(service, first, true);
        service.Clock.Advance(TimeSpan.FromSeconds(54));
        await WorksAsync(service, first, false);
        await WorksAsync(service, second, true);
    }

    [Theory]
    [InlineData(null, 3600)]
    [InlineData("{}", 3600)]
    [InlineData("""{"overlap_minutes":0}""", 0)]
    public async Task The_overlap_is_an_hour_where_nothing_else_is_said(string? body, int seconds)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var (id, first) = await NewKeyAsync(owner);

        await RotateAsync(owner, id, body);

        if (seconds > 0)
        {
            service.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
            await WorksAsync(service, first, true);
            service.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await WorksAsync(service, first, false);
    }

    [Theory]
    [InlineData("""{"overlap_minutes":-1}""", "/overlap_minutes out_of_range")]
    [InlineData("""{"overlap_minutes":1.5}""", "/overlap_minutes out_of_range")]
    [InlineData("""{"overlap_minutes":"60"}""", "/overlap_minutes wrong_type")]
    [InlineData("""{"overlap":60}""", "/overlap unknown_member")]
    public async Task A_wrong_overlap_rotates_nothing(string body, string fault)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var (id, first) = await NewKeyAsync(owner);

        var problem = await owner.PostAsync($"/v1/keys/{id}/rotate", body, HttpStatusCode.BadRequest);

        Assert.Equal([fault], Calls.FaultsOf(problem));
        service.Clock.Advance(TimeSpan.FromDays(30));
        await WorksAsync(service, first, true);
    }

    [Fact]
    public async Task A_rotation_keeps_all_else_of_a_key_its_end_included()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var key = await owner.PostAsync("/v1/keys", new { label = "edge", role = "viewer", surface = "api", expires_at = "2026-11-22T12:30:00Z" });

        var rotated = await owner.PostAsync($"/v1/keys/{key.GetProperty("id")}/rotate", body: null);

        Assert.Equal(
            key.EnumerateObject().Where(member => member.Name != "secret").Select(member => member.Value.GetRawText()),
            rotated.EnumerateObject().Where(member => member.Name != "secret").Select(member => member.Value.GetRawText()));
        service.Clock.Advance(TimeSpan.FromMinutes(30));
        await WorksAsync(service, rotated.GetProperty("secret").GetString()!, false);
    }

    private static async Task<(string Id, string Secret)> NewKeyAsync(HttpClient owner)
    {
        var key = await owner.PostAsync("/v1/keys", new { role = "viewer" });
        return (key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!);
    }

    private static async Task<string> RotateAsync(HttpClient owner, string id, string? body) =>
        (await owner.PostAsync($"/v1/keys/{id}/rotate", body)).GetProperty("secret").GetString()!;

    private static async Task WorksAsync(TestService service, string secret, bool works)
    {
        using var client = service.Client(secret);
        await client.ReadAsync("/v1/allowlist", works ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }
}
