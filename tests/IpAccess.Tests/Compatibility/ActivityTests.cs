using IpAccess.Attempts;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;
using IpAccess.Tests.Attempts;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Compatibility;

public sealed class ActivityTests
{
    private const string Activity = "/v3/access_settings/activity";
    private const long Now = 1_795_348_800;

    [Fact]
    public async Task Activity_is_the_attempts_newest_first_and_what_is_not_known_is_empty()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        await RecordAsync(
            account,
            new() { Key = new(Address.IPv4(0x01010101), "console", "Web"), FirstAt = Now - 50, LastAt = Now - 10, Count = 3, Allowed = false },
            new() { Key = new(Address.IPv4(0xCB007109), "api", null), FirstAt = Now - 5, LastAt = Now - 5, Allowed = true });

        var reply = await account.GetAsync(Activity);

        Assert.Equal(
            """{"result":[{"allowed":true,"auth_method":"","first_at":1795348795,"ip":"203.0.113.9","last_at":1795348795,"location":""},"""
            + """{"allowed":false,"auth_method":"Web","first_at":1795348750,"ip":"1.1.1.1","last_at":1795348790,"location":""}]}""",
            reply.Is(200).Text);
    }

    [Fact]
    public async Task An_attempt_has_the_location_that_the_database_knows()
    {
        using var database = GeoDatabaseFile.Of(("1.1.1.0/24", "Australia"));
        await using var service = await TestService.StartAsync(("IpAccess:GeoDatabase", database.Path));
        using var owner = await service.AccountAsync();
        await service.Services.GetRequiredService<AttemptStore>().RecordAsync(
            new("m1", "acme", [new() { Key = new(Address.IPv4(0x01010101), null, "Web"), FirstAt = Now, LastAt = Now, Allowed = false }]), default);

        Assert.Equal(
            """{"result":[{"allowed":false,"auth_method":"Web","first_at":1795348800,"ip":"1.1.1.1","last_at":1795348800,"location":"Australia"}]}""",
            (await owner.CallAsync("GET", Activity + "?limit=20")).Is(200).Text);
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData("?limit=1", 1)]
    [InlineData("?limit=20", 20)]
    [InlineData("?offset=1", 20)]
    [InlineData("?LIMIT=1", 20)]
    [InlineData("?limit=1000", 25)]
    public async Task The_newest_20_are_shown_or_as_many_as_asked_for(string query, int count)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        await RecordAsync(account, [.. Enumerable.Range(0, 25).Select(i =>
            new Attempt { Key = new(Address.IPv4((uint)(0x0A000000 + i)), null, null), FirstAt = Now - i, LastAt = Now - i, Allowed = true })]);

        var result = (await account.GetAsync(Activity + query)).Is(200).Json.GetProperty("result").EnumerateArray();

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"10.0.0.{i}"), result.Select(entry => entry.GetProperty("ip").GetString()));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?limit=x")]
    public async Task Another_limit_is_refused(string query)
    {
        await using var account = await TestAccount.StartAsync();

        var error = Assert.Single((await account.GetAsync(Activity + query)).Is(400).Json.GetProperty("errors").EnumerateArray());

        Assert.Equal("limit", error.GetProperty("field").GetString());
    }

    private static Task RecordAsync(TestAccount account, params Attempt[] attempts) =>
        account.Service.Services.GetRequiredService<AttemptStore>().RecordAsync(new("m1", "acme", attempts), default);
}
