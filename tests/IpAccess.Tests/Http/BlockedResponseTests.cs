using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.Options;

namespace IpAccess.Tests.Http;

public sealed class BlockedResponseTests
{
    private const string Setting = "IpAccess:BlockedResponse";
    private const string Known = "192.0.2.1";

    private static readonly Dictionary<string, (int Status, string Body)> Shapes = new(StringComparer.Ordinal)
    {
        ["incident_io"] = (403, """{"type":"resource_forbidden","status":403,"request_id":"g329NK8-","errors":[{"code":"forbidden","message":"Unauthorized"}]}"""),
        ["sendgrid"] = (403, """{"errors":[{"message":"The requestor's IP Address is not whitelisted","field":null,"help":null}]}"""),
        ["brevo"] = (401, """{"message":"We have detected you are using an unrecognised IP address 192.0.2.1. If it is yours, add it to the allowlist of the account.","code":"unauthorized"}"""),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var shape in Shapes.Keys)
            {
                foreach (var path in (string[])["/v1/allowlist", "/v3/access_settings/whitelist", "/v1/ip_allowlists"])
                {
                    cases.Add(shape, path);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_is_the_same_on_every_route_byte_for_byte(string shape, string path)
    {
        var reply = await BlockedAsync(path, Known, (Setting, shape));

        Assert.Equal(Shapes[shape], (reply.Status, reply.Text));
        Assert.Equal("application/json", reply.Header("Content-Type"));
        Assert.Equal("no-store, private", reply.Header("Cache-Control"));
        Assert.Equal("g329NK8-", reply.Header("X-Request-Id"));
        Assert.Equal(shape == "brevo" ? "Bearer realm=\"ipaccess\"" : null, reply.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task Without_the_setting_it_is_incident_ios()
    {
        var reply = await BlockedAsync("/v1/allowlist", Known);

        Assert.Equal(Shapes["incident_io"], (reply.Status, reply.Text));
    }

    [Fact]
    public async Task Brevos_names_no_address_where_none_is_known()
    {
        var reply = await BlockedAsync("/v1/allowlist", address: null, (Setting, "brevo"));

        Assert.Equal(
            """{"message":"We could not detect your IP address, so the allowlist of the account does not let you in.","code":"unauthorized"}""",
            reply.Is(401).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Brevo")]
    [InlineData("problem")]
    public async Task Any_other_shape_stops_the_start(string shape)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync((Setting, shape)));

        Assert.Contains($"{Setting} is '{shape}'", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<Reply> BlockedAsync(string path, string? address, params (string Name, string Value)[] settings)
    {
        await using var service = await TestService.StartAsync(settings);
        using var owner = await service.AccountAsync();
        (await owner.CallAsync("POST", TestAccount.Rules, "203.0.113.0/24", "text/plain")).Is(201);
        (await owner.CallAsync("PATCH", TestAccount.Settings, """{"protect_management":true}""")).Is(200);
        service.Peer = TestAccount.Peer(address);
        return await owner.CallAsync("GET", path, headers: ("X-Request-Id", "g329NK8-"));
    }
}
