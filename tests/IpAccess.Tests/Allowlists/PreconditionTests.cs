using IpAccess.Attempts;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Allowlists;

public sealed class PreconditionTests
{
    private static readonly (string Method, string Path, string? Body)[] Writes =
    [
        ("POST", TestAccount.Rules, """{"rules":[{"value":"10.0.0.9"}]}"""),
        ("PUT", TestAccount.Rules, """{"rules":[{"value":"10.0.0.9"}]}"""),
        ("POST", TestAccount.Rules + "/delete", """{"ids":[1]}"""),
        ("PATCH", TestAccount.Rules + "/1", """{"label":"x"}"""),
        ("DELETE", TestAccount.Rules + "/1", null),
        ("PATCH", TestAccount.Settings, """{"mode":"monitor"}"""),
        ("PATCH", TestAccount.Settings, """{"lockout_guard":true}"""),
        ("PATCH", TestAccount.Settings, """{"lockout_guard":false}"""),
        ("POST", TestAccount.Settings + "/versions/2/restore", null),
        ("POST", "/v1/attempts/10.9.9.9/allow", null),
        ("POST", "/v3/access_settings/whitelist", """{"ips":[{"ip":"10.0.0.9"}]}"""),
        ("DELETE", "/v3/access_settings/whitelist", """{"ids":[1]}"""),
        ("DELETE", "/v3/access_settings/whitelist/1", null),
        ("PUT", "/v1/ip_allowlists", """{"allowlist":[{"value":"10.0.0.9"}],"enabled":true,"version":3}"""),
    ];

    public static TheoryData<string, int> Tags => new()
    {
        { "\"3\"", 200 },
        { "*", 200 },
        { "\"1\", \"3\"", 200 },
        { "W/\"3\", \"3\"", 200 },
        { "\"2\"", 412 },
        { "\"4\"", 412 },
        { "\"03\"", 412 },
        { "\"\"", 412 },
        { "W/\"3\"", 412 },
        { "\"2\", W/\"3\"", 412 },
        { "3", 400 },
        { "\"3", 400 },
        { "w/\"3\"", 412 },
        { "\"3\" \"2\"", 400 },
        { "version 3", 400 },
    };

    [Theory]
    [MemberData(nameof(Tags))]
    public async Task Every_write_honours_if_match(string ifMatch, int expected)
    {
        foreach (var write in Writes)
        {
            await HonoursAsync(write, ifMatch, expected);
        }
    }

    [Fact]
    public async Task A_malformed_if_match_is_told_along_with_the_faults_of_the_body()
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.Owner.CallAsync("POST", TestAccount.Rules, """{"rules":[{"value":"x"}]}""", headers: ("If-Match", "1"));

        Assert.Equal(["If-Match not_an_etag 1", "/rules/0/value not_an_address x"], reply.IsProblem(400, "invalid-request").Faults());
    }

    private static async Task HonoursAsync((string Method, string Path, string? Body) write, string ifMatch, int expected)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        await account.Service.Services.GetRequiredService<AttemptStore>().RecordAsync(
            new("m1", "acme", [new() { Key = new(Address.IPv4(0x0A09_0909), null, null), FirstAt = 1_795_348_800, LastAt = 1_795_348_800 }]), default);

        var reply = await account.Owner.CallAsync(write.Method, write.Path, write.Body, headers: ("If-Match", ifMatch));

        var status = Told.Status(write.Path, expected == 400 ? "invalid-request" : string.Empty, expected);
        Assert.True(status == (reply.Status is 201 or 204 ? 200 : reply.Status), $"{write}: {reply.Status} {reply.Text}");
        Assert.True(expected == 200 || await account.VersionAsync() == 3, $"{write} has written.");
        if (expected == 400)
        {
            Assert.Contains("ETags", reply.Text, StringComparison.Ordinal);
        }

        if (expected == 412)
        {
            var told = Told.Text(write.Path, "precondition-failed", reply.Json);
            Assert.Equal(ifMatch.Contains("w/", StringComparison.OrdinalIgnoreCase), told.Contains("weak", StringComparison.Ordinal));
        }
    }
}
