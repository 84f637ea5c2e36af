using System.Globalization;
using System.Net;
using System.Text.Json;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Checks;

public sealed class CheckEndpointsTests
{
    private const string Listed =
        """{"ip":"203.0.113.7","allowed":true,"reason":"rule","rule":{"id":1,"network":"203.0.113.0/24","label":"HQ"},"version":2,"stale":false}""";

    private const string NotListed =
        """{"ip":"2001:db8::1","allowed":false,"reason":"not_listed","rule":null,"version":2,"stale":false}""";

    [Fact]
    public async Task A_question_is_answered_the_same_by_GET_by_POST_and_in_a_batch()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        Assert.Equal(Listed, (await owner.ReadAsync("/v1/check?ip=203.0.113.7")).GetRawText());
        Assert.Equal(NotListed, (await owner.ReadAsync("/v1/check?ip=2001:DB8::0:1&surface=api")).GetRawText());
        Assert.Equal(Listed, (await AskAsync(owner, """{"ip":"203.0.113.7","surface":"api"}""")).GetRawText());
        Assert.Equal(
            $$"""{"results":[{{NotListed}},{{Listed}}]}""",
            (await AskAsync(owner, """{"checks":[{"ip":"2001:db8::1"},{"ip":"203.0.113.7","surface":"api"}]}""")).GetRawText());
    }

    [Fact]
    public async Task A_mapped_client_is_the_IPv4_address()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        Assert.Equal(Listed, (await owner.ReadAsync("/v1/check?ip=::ffff:203.0.113.7")).GetRawText());
        Assert.Equal(Listed, (await AskAsync(owner, """{"ip":"::FFFF:cb00:7107"}""")).GetRawText());
    }

    [Fact]
    public async Task An_exempt_surface_lets_everyone_in_there_alone()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);
        await owner.PatchAsync("/v1/allowlist", """{"exempt_surfaces":["webhooks"]}""");

        var answers = await AskAsync(owner, """{"checks":[{"ip":"192.0.2.1","surface":"webhooks"},{"ip":"192.0.2.1","surface":"api"},{"ip":"192.0.2.1"}]}""");

        Assert.Equal(
            ["exempt_surface", "not_listed", "not_listed"],
            answers.GetProperty("results").EnumerateArray().Select(answer => answer.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_thousand_questions_are_answered_in_their_order()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        var results = (await AskAsync(owner, Batch(1000))).GetProperty("results").EnumerateArray().ToList();

        Assert.Equal(Enumerable.Range(0, 1000).Select(Client), results.Select(result => result.GetProperty("ip").GetString()));
        Assert.Equal(256, results.Count(result => result.GetProperty("allowed").GetBoolean()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task No_question_and_over_a_thousand_are_refused(int count)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        var problem = await AskAsync(owner, Batch(count), HttpStatusCode.BadRequest);

        Assert.Equal("invalid-request", Calls.Slug(problem));
        Assert.Equal(["/checks out_of_range"], Calls.FaultsOf(problem));
    }

    [Theory]
    [InlineData("203.0.113.0/24")]
    [InlineData("203.0.113.7/32")]
    [InlineData("203.0.113.7:443")]
    [InlineData("203.0.113.*")]
    [InlineData("203.0.113.007")]
    [InlineData(" 203.0.113.7")]
    [InlineData("[2001:db8::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("192.0.2.1,203.0.113.7")]
    [InlineData("localhost")]
    [InlineData("")]
    public async Task A_client_is_exactly_one_address(string ip)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        var read = await owner.ReadAsync($"/v1/check?ip={Uri.EscapeDataString(ip)}", HttpStatusCode.BadRequest);
        var asked = await AskAsync(owner, JsonSerializer.Serialize(new { ip }), HttpStatusCode.BadRequest);

        Assert.Equal("invalid-address invalid-address", $"{Calls.Slug(read)} {Calls.Slug(asked)}");
        Assert.Equal(["ip not_an_address"], Calls.FaultsOf(read));
        Assert.Equal(["/ip not_an_address"], Calls.FaultsOf(asked));
        Assert.Equal(ip, asked.GetProperty("errors")[0].GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("", "ip not_an_address")]
    [InlineData("?ip=192.0.2.1&ip=192.0.2.2", "ip duplicate_parameter")]
    [InlineData("?ip=192.0.2.1&surface=a%20b&record=false", "record unknown_parameter,surface not_a_token")]
    public async Task All_that_is_wrong_with_a_query_is_told_at_once(string query, string faults)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        Assert.Equal(faults.Split(','), Calls.FaultsOf(await owner.ReadAsync("/v1/check" + query, HttpStatusCode.BadRequest)));
    }

    [Theory]
    [InlineData("{}", "/ip missing_member")]
    [InlineData("""{"ip":7,"surface":"a/b"}""", "/ip wrong_type,/surface not_a_token")]
    [InlineData("""{"ip":"192.0.2.1","checks":[{"ip":"192.0.2.1"}]}""", "/ip unknown_member")]
    [InlineData(
        """{"checks":[{"ip":"192.0.2.1"},{"ip":"192.0.2.0/24"},7,{"ip":"192.0.2.1","surface":""},{"ip":"x","port":1}]}""",
        "/checks/1/ip not_an_address,/checks/2 wrong_type,/checks/3/surface not_a_token,"
        + "/checks/4/port unknown_member,/checks/4/ip not_an_address")]
    public async Task One_invalid_question_refuses_them_all_and_each_is_named(string body, string faults)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);

        Assert.Equal(faults.Split(','), Calls.FaultsOf(await AskAsync(owner, body, HttpStatusCode.BadRequest)));
    }

    [Fact]
    public async Task A_question_writes_nothing()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);
        var writes = service.Tables.Writes;

        await owner.ReadAsync("/v1/check?ip=192.0.2.1");
        await AskAsync(owner, """{"ip":"192.0.2.1"}""");
        await AskAsync(owner, Batch(10));

        Assert.Equal(writes, service.Tables.Writes);
    }

    [Fact]
    public async Task Many_questions_read_the_list_once()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await OwnerAsync(service);
        await owner.ReadAsync("/v1/check?ip=192.0.2.1");
        var operations = service.Tables.Operations;

        for (var i = 0; i < 100; i++)
        {
            await owner.ReadAsync("/v1/check?ip=192.0.2.1");
        }

        Assert.Equal(operations, service.Tables.Operations);
    }

    private static string Client(int i) => string.Create(CultureInfo.InvariantCulture, $"203.0.{112 + (i / 256)}.{i % 256}");

    private static string Batch(int count) =>
        JsonSerializer.Serialize(new { checks = Enumerable.Range(0, count).Select(i => new { ip = Client(i) }) });

    private static Task<JsonElement> AskAsync(HttpClient client, string body, HttpStatusCode status = HttpStatusCode.OK) =>
        client.PostAsync("/v1/check", body, status);

    private static async Task<HttpClient> OwnerAsync(TestService service)
    {
        var owner = await service.AccountAsync();
        await owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24","label":"HQ"}]}""");
        return owner;
    }
}
