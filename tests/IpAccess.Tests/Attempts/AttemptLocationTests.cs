using System.Text.Json;
using IpAccess.Attempts;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Attempts;

public sealed class AttemptLocationTests
{
    [Fact]
    public async Task Attempts_tell_the_country_where_a_database_is_configured()
    {
        using var database = GeoDatabaseFile.Of(("10.0.0.0/8", "Chad"));
        await using var service = await TestService.StartAsync(("IpAccess:GeoDatabase", database.Path));

        Assert.Equal(["Chad", null], await LocationsAsync(service));
    }

    [Fact]
    public async Task Without_a_database_no_attempt_has_a_location()
    {
        await using var service = await TestService.StartAsync();

        Assert.Equal([null, null], await LocationsAsync(service));
    }

    private static async Task<IEnumerable<string?>> LocationsAsync(TestService service)
    {
        using var owner = await service.AccountAsync();
        var now = service.Clock.GetUtcNow().ToUnixTimeSeconds();
        Attempt[] attempts =
        [
            new() { Key = new(Address.IPv4(0x0A00_0001), null, null), FirstAt = now, LastAt = now },
            new() { Key = new(Address.IPv4(0xCB00_7107), null, null), FirstAt = now - 1, LastAt = now - 1 },
        ];
        await service.Services.GetRequiredService<AttemptStore>().RecordAsync(new("m1", "acme", attempts), CancellationToken.None);

        var listed = await owner.ReadAsync("/v1/attempts");
        return listed.GetProperty("attempts").EnumerateArray().Select(LocationOf).ToList();
    }

    private static string? LocationOf(JsonElement attempt) => attempt.GetProperty("location").GetString();
}
