using System.Net;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Accounts;

public sealed class AccountEndpointsTests
{
    [Fact]
    public async Task A_new_account_is_shown_with_its_first_key_and_then_without_it()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);

        var created = await client.PostAsync("/v1/accounts", new { id = "acme", name = "Acme", parent = (string?)null });

        var key = created.GetProperty("key");
        var (id, secret) = (key.GetProperty("id").GetString(), key.GetProperty("secret").GetString());
        Assert.Equal(
            "{\"id\":\"acme\",\"name\":\"Acme\",\"parent\":null,\"created_at\":\"2026-11-22T12:00:00Z\",\"key\":"
            + $"{{\"id\":\"{id}\",\"secret\":\"{secret}\",\"label\":\"first key\",\"scopes\":[\"allowlist.read\",\"allowlist.manage\","
            + "\"check\",\"snapshot\",\"attempts.read\",\"attempts.write\",\"audit.read\",\"keys.manage\",\"vouch\"]}}",
            created.GetRawText());
        const string Shown = """{"id":"acme","name":"Acme","parent":null,"created_at":"2026-11-22T12:00:00Z"}""";
        Assert.Equal(Shown, (await client.ReadAsync("/v1/accounts/acme")).GetRawText());
        Assert.Equal($$"""{"accounts":[{{Shown}}],"next_cursor":null}""", (await client.ReadAsync("/v1/accounts")).GetRawText());
        using var owner = service.Client(secret);
        Assert.Equal(id, (await owner.ReadAsync("/v1/keys")).GetProperty("keys")[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a-1-")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123")]
    public async Task An_id_is_1_to_63_small_letters_digits_and_hyphens_after_a_letter(string id)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);

        Assert.Equal(id, (await client.PostAsync("/v1/accounts", new { id })).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("{}", "/id missing_member")]
    [InlineData("[]", " wrong_type")]
    [InlineData("""{"id":null}""", "/id wrong_type")]
    [InlineData("""{"id":""}""", "/id not_an_account_id")]
    [InlineData("""{"id":"1a"}""", "/id not_an_account_id")]
    [InlineData("""{"id":"-a"}""", "/id not_an_account_id")]
    [InlineData("""{"id":"Acme"}""", "/id not_an_account_id")]
    [InlineData("""{"id":"a_b"}""", "/id not_an_account_id")]
    [InlineData("""{"id":"é"}""", "/id not_an_account_id")]
    [InlineData("""{"id":"a234567890123456789012345678901234567890123456789012345678901234"}""", "/id not_an_account_id")]
    [InlineData("""{"id":"acme","parent":"nobody"}""", "/parent unknown_account")]
    [InlineData("""{"id":"acme","parent":"acme"}""", "/parent unknown_account")]
    [InlineData(
        """{"id":"A","name":"a\nb","parent":"B","id":"c","key":1}""",
        "/id duplicate_member,/key unknown_member,/id not_an_account_id,/name forbidden_character,/parent not_an_account_id")]
    public async Task All_that_is_wrong_with_a_new_account_is_told_at_once(string body, string faults)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);

        var problem = await client.PostAsync("/v1/accounts", body, HttpStatusCode.BadRequest);

        Assert.Equal("invalid-request", Calls.Slug(problem));
        Assert.Equal(faults.Split(','), Calls.FaultsOf(problem));
        Assert.Equal(0, (await client.ReadAsync("/v1/accounts")).GetProperty("accounts").GetArrayLength());
    }

    [Fact]
    public async Task An_id_that_is_taken_is_a_conflict_and_changes_nothing()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var client = service.Client(TestService.OperatorKey);

        var problem = await client.PostAsync("/v1/accounts", new { id = "acme", name = "Other" }, HttpStatusCode.Conflict);

        Assert.Equal("conflict", Calls.Slug(problem));
        Assert.Equal("null", (await client.ReadAsync("/v1/accounts/acme")).GetProperty("name").GetRawText());
        Assert.Single((await owner.ReadAsync("/v1/keys")).GetProperty("keys").EnumerateArray());
    }

    [Fact]
    public async Task Accounts_are_listed_page_by_page_in_the_order_of_their_ids_without_deleted_ones()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);
        string[] ids = ["a", "a-", "a-b", "a0", "aa", "b", "c", "zz"];
        foreach (var id in ids.Reverse())
        {
            await client.PostAsync("/v1/accounts", new { id });
        }

        await client.DeleteAsync("/v1/accounts/a0", HttpStatusCode.NoContent);
        await client.DeleteAsync("/v1/accounts/zz", HttpStatusCode.NoContent);

        var (seen, pages, path) = (new List<string?>(), 0, (string?)"/v1/accounts?limit=2");
        while (path is not null)
        {
            var page = await client.ReadAsync(path);
            seen.AddRange(page.GetProperty("accounts").EnumerateArray().Select(account => account.GetProperty("id").GetString()));
            path = page.GetProperty("next_cursor").GetString() is { } cursor ? $"/v1/accounts?limit=2&cursor={cursor}" : null;
            pages++;
        }

        Assert.Equal(["a", "a-", "a-b", "aa", "b", "c"], seen);
        Assert.Equal(3, pages);
    }

    [Theory]
    [InlineData("limit=0", "limit out_of_range")]
    [InlineData("limit=1001", "limit out_of_range")]
    [InlineData("cursor=x", "cursor not_a_cursor")]
    [InlineData("cursor=djEvYWNjb3VudHMKCnp-eg", "cursor not_a_cursor")]
    [InlineData("parent=a&limit=x", "parent unknown_parameter,limit out_of_range")]
    public async Task A_wrong_query_of_the_listing_is_refused(string query, string faults)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);

        var problem = await client.ReadAsync($"/v1/accounts?{query}", HttpStatusCode.BadRequest);

        Assert.Equal(faults.Split(','), Calls.FaultsOf(problem));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("ACME")]
    [InlineData("a%2Fb")]
    [InlineData("a%23b")]
    public async Task An_account_that_is_not_there_is_not_found(string id)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);

        var read = await client.ReadAsync($"/v1/accounts/{id}", HttpStatusCode.NotFound);
        var deleted = await client.DeleteAsync($"/v1/accounts/{id}", HttpStatusCode.NotFound);

        Assert.Equal("not-found not-found", $"{Calls.Slug(read)} {Calls.Slug(deleted)}");
    }

    [Fact]
    public async Task The_keys_of_a_deleted_account_are_dead_at_once_and_its_id_stays_taken()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var viewer = await service.KeyAsync(owner, new { role = "viewer" });
        using var client = service.Client(TestService.OperatorKey);
        await viewer.ReadAsync("/v1/allowlist");

        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);

        await owner.ReadAsync("/v1/keys", HttpStatusCode.Unauthorized);
        await viewer.ReadAsync("/v1/allowlist", HttpStatusCode.Unauthorized);
        await viewer.ReadAsync("/v1/client-address", HttpStatusCode.Unauthorized);
        await client.ReadAsync("/v1/accounts/acme", HttpStatusCode.NotFound);
        await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NotFound);
        Assert.Equal("conflict", Calls.Slug(await client.PostAsync("/v1/accounts", new { id = "acme" }, HttpStatusCode.Conflict)));
        var orphan = await client.PostAsync("/v1/accounts", new { id = "orphan", parent = "acme" }, HttpStatusCode.BadRequest);
        Assert.Equal(["/parent unknown_account"], Calls.FaultsOf(orphan));
    }

    [Fact]
    public async Task An_account_with_children_can_be_deleted_only_after_them()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var child = await service.AccountAsync("child", "acme");
        using var client = service.Client(TestService.OperatorKey);

        Assert.Equal("acme", (await client.ReadAsync("/v1/accounts/child")).GetProperty("parent").GetString());
        Assert.Equal("conflict", Calls.Slug(await client.DeleteAsync("/v1/accounts/acme", HttpStatusCode.Conflict)));
        await owner.ReadAsync("/v1/keys");
        using var second = await service.AccountAsync("second", "acme");

        foreach (var id in new[] { "child", "second", "acme" })
        {
            await client.DeleteAsync($"/v1/accounts/{id}", HttpStatusCode.NoContent);
        }

        await owner.ReadAsync("/v1/keys", HttpStatusCode.Unauthorized);
    }
}
