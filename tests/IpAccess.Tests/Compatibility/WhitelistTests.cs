using System.Net;
using System.Text.Json;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Compatibility;

/// <summary>SendGrid's calls as they stand on the wire; the clock stands at 1795348800.</summary>
public sealed class WhitelistTests
{
    private const string Whitelist = "/v3/access_settings/whitelist";

    [Fact]
    public async Task A_new_list_is_an_empty_result()
    {
        await using var account = await TestAccount.StartAsync();

        Assert.Equal("""{"result":[]}""", (await account.GetAsync(Whitelist)).Is(200).Text);
    }

    [Fact]
    public async Task Adding_answers_201_and_the_networks_named_in_order()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.9 198.51.100.0/24");

        var reply = await account.PostAsync(Whitelist, """{"ips":[{"ip":"192.*.*.*"},{"ip":"198.51.100.77/24"},{"ip":"192.168.1.1"}]}""");

        Assert.Equal(
            """{"result":[{"id":3,"ip":"192.0.0.0/8","created_at":1795348800,"updated_at":1795348800},"""
            + """{"id":2,"ip":"198.51.100.0/24","created_at":1795348800,"updated_at":1795348800},"""
            + """{"id":4,"ip":"192.168.1.1/32","created_at":1795348800,"updated_at":1795348800}]}""",
            reply.Is(201).Text);
        Assert.Equal("\"3\"", reply.ETag);
        Assert.Equal("application/json; charset=utf-8", reply.Header("Content-Type"));
    }

    [Fact]
    public async Task Adding_what_is_there_answers_201_and_changes_nothing()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var version = await account.VersionAsync();

        var reply = (await account.PostAsync(Whitelist, """{"ips":[{"ip":"203.0.113.9"},{"ip":"203.0.113.9/32"}]}""")).Is(201);

        Assert.Equal("203.0.113.9/32", Assert.Single(Ips(reply)));
        Assert.Equal(version, await account.VersionAsync());
    }

    [Theory]
    [InlineData("192.168.1.1", "192.168.1.1/32")]
    [InlineData("192.168.100.14/24", "192.168.100.0/24")]
    [InlineData("25.203.44.*", "25.203.44.0/24")]
    [InlineData("25.203.*", "25.203.0.0/16")]
    [InlineData("192.168/16", "192.168.0.0/16")]
    [InlineData("10/8", "10.0.0.0/8")]
    [InlineData("2001:DB8::1", "2001:db8::1/128")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1/32")]
    public async Task Every_notation_is_taken_and_a_single_object_is_a_list_of_one(string ip, string network)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.PostAsync(Whitelist, new { ips = new { ip } });

        Assert.Equal(network, Assert.Single(Ips(reply.Is(201))));
    }

    [Theory]
    [InlineData("""{"ips":[{"ip":"10.0.0.1"},{"ip":"0.0.0.0/0"}]}""", "ips.1.ip", "allow_broad")]
    [InlineData("""{"ips":{"ip":"10.0.0.0/7"}}""", "ips.ip", "allow_broad")]
    [InlineData("""{"ips":[{"ip":"2000::/15"}]}""", "ips.0.ip", "allow_broad")]
    [InlineData("""{"ips":[{"ip":"010.0.0.1"}]}""", "ips.0.ip", "leading zeros")]
    [InlineData("""{"ips":[{"ip":"10.0.0.1 "}]}""", "ips.0.ip", "not an IPv4")]
    [InlineData("""{"ips":[{"ip":7}]}""", "ips.0.ip", "string")]
    [InlineData("""{"ips":[{}]}""", "ips.0.ip", "needed")]
    [InlineData("""{"ips":["10.0.0.1"]}""", "ips.0", "object")]
    [InlineData("""{"ips":"10.0.0.1"}""", "ips", "array")]
    [InlineData("""{"ips":[]}""", "ips", "no address")]
    [InlineData("{}", "ips", "needed")]
    [InlineData("""{"ips":[{"ip":"10.0.0.1"}],"allow_broad":true}""", "allow_broad", "no such member")]
    [InlineData("[]", null, "object")]
    public async Task What_is_wrong_with_an_addition_is_told_with_its_field_and_nothing_is_added(string body, string? field, string message)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var error = Assert.Single((await account.PostAsync(Whitelist, body)).Is(400).Json.GetProperty("errors").EnumerateArray());

        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, error.GetProperty("help").ValueKind);
        Assert.Equal(["203.0.113.9/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task The_list_is_unpaged_by_id_and_always_with_a_prefix()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9 10.0.0.1");
        await account.PasteAsync(string.Join(' ', Enumerable.Range(0, 1_500).Select(i => $"10.{1 + (i / 250)}.{i % 250}.0/24").Reverse()));

        var result = (await account.GetAsync(Whitelist)).Is(200).Json.GetProperty("result").EnumerateArray().ToList();

        Assert.Equal(Enumerable.Range(1, 1_502).Select(id => (long)id), result.Select(entry => entry.GetProperty("id").GetInt64()));
        Assert.Equal("203.0.113.9/32", result[0].GetProperty("ip").GetString());
        Assert.All(result, entry => Assert.Equal("id ip created_at updated_at", Calls.MembersOf(entry)));
    }

    [Fact]
    public async Task Disabled_and_expired_rules_are_listed_and_an_update_moves_its_time()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9 10.0.0.1");
        account.Service.Clock.Advance(TimeSpan.FromSeconds(7));
        await account.PatchAsync($"{TestAccount.Rules}/2", """{"enabled":false,"expires_at":"2026-11-22T12:00:08Z"}""");
        account.Service.Clock.Advance(TimeSpan.FromSeconds(7));

        Assert.EndsWith(
            """,{"id":2,"ip":"10.0.0.1/32","created_at":1795348800,"updated_at":1795348807}]}""",
            (await account.GetAsync(Whitelist)).Is(200).Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false", """{"result":[{"id":1,"ip":"203.0.113.0/24","created_at":1795348800,"updated_at":1795348800}]}""")]
    [InlineData("true", """{"result":{"id":1,"ip":"203.0.113.0/24","created_at":1795348800,"updated_at":1795348800}}""")]
    public async Task One_rule_is_an_array_or_by_setting_an_object(string asObject, string body)
    {
        await using var service = await TestService.StartAsync(("IpAccess:SendGrid:SingleResultAsObject", asObject));
        using var owner = await service.AccountAsync();
        (await owner.CallAsync("POST", Whitelist, """{"ips":[{"ip":"203.0.113.*"}]}""")).Is(201);

        Assert.Equal(body, (await owner.CallAsync("GET", $"{Whitelist}/1")).Is(200).Text);
    }

    [Theory]
    [InlineData("GET", "2")]
    [InlineData("GET", "x")]
    [InlineData("GET", "01x")]
    [InlineData("DELETE", "2")]
    [InlineData("DELETE", "9223372036854775808")]
    public async Task An_unknown_id_is_not_found(string method, string id)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync(method, $"{Whitelist}/{id}");

        Assert.Equal("""{"errors":[{"message":"There is nothing here.","field":null,"help":null}]}""", reply.Is(404).Text);
    }

    [Fact]
    public async Task Deleting_several_takes_a_body_ignores_unknown_ids_and_answers_204_without_a_body()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9 10.0.0.1 10.0.0.2 10.0.0.3");

        var reply = (await account.Owner.CallAsync("DELETE", Whitelist, """{"ids":[2,77,3]}""")).Is(204);

        Assert.Empty(reply.Text);
        Assert.Equal(["10.0.0.3/32", "203.0.113.9/32"], await account.NetworksAsync());
        Assert.Equal("rules_removed", (await account.AuditAsync())[0].GetProperty("action").GetString());
        (await account.Owner.CallAsync("DELETE", Whitelist, """{"ids":[2,77]}""")).Is(404);
        (await account.Owner.CallAsync("DELETE", Whitelist, """{"ids":[]}""")).Is(404);
    }

    [Fact]
    public async Task Deleting_one_answers_204_without_a_body()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9 10.0.0.1");

        Assert.Empty((await account.Owner.CallAsync("DELETE", $"{Whitelist}/2")).Is(204).Text);
        Assert.Equal(["203.0.113.9/32"], await account.NetworksAsync());
    }

    [Theory]
    [InlineData("POST", Whitelist, """{"ips":[{"ip":"10.0.0.1"}]}""")]
    [InlineData("DELETE", Whitelist, """{"ids":[1]}""")]
    [InlineData("DELETE", Whitelist + "/1", null)]
    public async Task A_write_that_would_lock_its_caller_out_is_409_and_names_the_address(string method, string path, string? body)
    {
        await using var account = await TestAccount.StartAsync();
        if (method == "DELETE")
        {
            await account.PasteAsync("203.0.113.9 198.51.100.1");
        }

        var error = Assert.Single((await account.Owner.CallAsync(method, path, body)).Is(409).Json.GetProperty("errors").EnumerateArray());

        Assert.Contains("203.0.113.9", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_caller_is_locked_out_in_words_too()
    {
        await using var account = await TestAccount.StartAsync();
        account.Service.Peer = null;

        var reply = (await account.PostAsync(Whitelist, """{"ips":[{"ip":"10.0.0.1"}]}""")).Is(409);

        Assert.Contains("It is not known.", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parents_key_acts_on_its_child_as_a_subuser()
    {
        await using var account = await TestAccount.StartAsync();
        using var child = await account.Service.AccountAsync("child", "acme");

        (await account.Owner.CallAsync("POST", Whitelist, """{"ips":[{"ip":"203.0.113.9"}]}""", headers: ("on-behalf-of", "child"))).Is(201);

        Assert.Equal(["203.0.113.9/32"], Ips((await child.CallAsync("GET", Whitelist)).Is(200)));
        Assert.Empty(Ips((await account.GetAsync(Whitelist)).Is(200)));
    }

    [Fact]
    public async Task A_fault_of_ours_has_the_same_shape()
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(tables, TestService.NewClock());
        using var owner = await service.AccountAsync();
        tables.BeforeRead = (_, _) => throw new InvalidOperationException("A secret of the house.");

        foreach (var path in (string[])[Whitelist, "/v1/ip_allowlists"])
        {
            var reply = (await owner.CallAsync("GET", path)).Is((int)HttpStatusCode.InternalServerError);

            Assert.DoesNotContain("secret", Told.Text(path, "unexpected", reply.Json), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string?> Ips(Reply reply) =>
        reply.Json.GetProperty("result").EnumerateArray().Select(entry => entry.GetProperty("ip").GetString());
}
