using System.Net;
using IpAccess.Tests.Hosting;

namespace IpAccess.Tests.Accounts;

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
    public async Task A_second_rotation_ends_the_first_secret_and_gives_the_second_an_overlap()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var (id, first) = await NewKeyAsync(owner);

        var second = await RotateAsync(owner, id, """{"overlap_minutes":60}""");
        var third = await RotateAsync(owner, id, """{"overlap_minutes":1}""");

        await WorksAsync(service, first, false);
        await WorksAsync(service, second, true);
        await WorksAsync(service, third, true);
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        await WorksAsync(service, second, false);
        await WorksAsync(service, third, true);
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
