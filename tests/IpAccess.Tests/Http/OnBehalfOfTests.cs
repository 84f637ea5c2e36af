using System.Net;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Http;

public sealed class OnBehalfOfTests
{
    private const string Header = "on-behalf-of";

    [Theory]
    [InlineData("child")]
    [InlineData("account-id child")]
    public async Task A_parents_key_acts_on_the_child_and_the_childs_audit_names_it(string value)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var child = await service.AccountAsync("child", "acme");
        var own = (await owner.ReadAsync("/v1/keys")).GetProperty("keys")[0].GetProperty("id").GetString();

        owner.DefaultRequestHeaders.Add(Header, value);
        var settings = await owner.ReadAsync("/v1/allowlist");
        await owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24"}]}""");
        var check = await owner.ReadAsync("/v1/check?ip=203.0.113.1");
        owner.DefaultRequestHeaders.Remove(Header);

        Assert.Equal("child", settings.GetProperty("account").GetString());
        Assert.Equal("rule", check.GetProperty("reason").GetString());
        Assert.Equal("empty_list", (await owner.ReadAsync("/v1/check?ip=203.0.113.1")).GetProperty("reason").GetString());
        Assert.Single((await child.ReadAsync("/v1/allowlist/rules")).GetProperty("rules").EnumerateArray());
        var entry = (await child.ReadAsync("/v1/audit")).GetProperty("entries")[0];
        Assert.Equal("rules_added", entry.GetProperty("action").GetString());
        Assert.Equal(own, entry.GetProperty("actor").GetProperty("key").GetString());
    }

    [Theory]
    [InlineData("grandchild")]
    [InlineData("other")]
    [InlineData("nobody")]
    [InlineData("acme")]
    [InlineData("CHILD")]
    [InlineData("child,child")]
    [InlineData("account-id")]
    [InlineData("account-id  ")]
    [InlineData("account-id child other")]
    [InlineData("user-id child")]
    public async Task Any_other_account_is_refused(string value)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await FamilyAsync(service);

        await RefusedAsync(owner, value);
    }

    [Fact]
    public async Task Two_headers_are_refused()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await FamilyAsync(service);

        await RefusedAsync(owner, "child", "child");
    }

    [Fact]
    public async Task A_child_does_not_act_on_its_parent()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var child = await service.AccountAsync("child", "acme");

        await RefusedAsync(child, "acme");
    }

    [Fact]
    public async Task A_deleted_child_is_refused_at_once()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var child = await service.AccountAsync("child", "acme");
        using var client = service.Client(TestService.OperatorKey);
        owner.DefaultRequestHeaders.Add(Header, "child");
        await owner.ReadAsync("/v1/check?ip=192.0.2.1");

        await client.DeleteAsync("/v1/accounts/child", HttpStatusCode.NoContent);

        await owner.ReadAsync("/v1/check?ip=192.0.2.1", HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(Operation.OfAccounts), MemberType = typeof(Operation))]
    public async Task No_operation_of_an_account_ignores_the_header(string name)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        owner.DefaultRequestHeaders.Add(Header, "nobody");
        using var request = Operation.Of(name).ToRequest();
        using var response = await owner.SendAsync(request);

        var problem = await TestService.ReadAsync(response, HttpStatusCode.Forbidden);

        Assert.NotEmpty(Told.Text(Operation.Of(name).Route, "forbidden", problem));
    }

    [Theory]
    [MemberData(nameof(Operation.OfTheOperator), MemberType = typeof(Operation))]
    public async Task The_operator_acts_on_behalf_of_no_account(string name)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var client = service.Client(TestService.OperatorKey);
        client.DefaultRequestHeaders.Add(Header, "acme");
        using var request = Operation.Of(name).ToRequest();
        using var response = await client.SendAsync(request);

        await TestService.ReadAsync(response, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_parents_key_needs_the_scope_on_the_child_too()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var child = await service.AccountAsync("child", "acme");
        using var viewer = await service.KeyAsync(owner, new { role = "viewer" });
        viewer.DefaultRequestHeaders.Add(Header, "child");

        await viewer.ReadAsync("/v1/allowlist");
        await viewer.PatchAsync("/v1/allowlist", new { mode = "off" }, HttpStatusCode.Forbidden);
    }

    // acme over child over grandchild; and other, alone.
    private static async Task<HttpClient> FamilyAsync(TestService service)
    {
        var owner = await service.AccountAsync();
        using var child = await service.AccountAsync("child", "acme");
        using var grandchild = await service.AccountAsync("grandchild", "child");
        using var other = await service.AccountAsync("other");
        return owner;
    }

    private static async Task RefusedAsync(HttpClient client, params string[] values)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/allowlist");
        foreach (var value in values)
        {
            request.Headers.TryAddWithoutValidation(Header, value);
        }

        using var response = await client.SendAsync(request);
        var problem = await TestService.ReadAsync(response, HttpStatusCode.Forbidden);
        Assert.Equal("forbidden", Calls.Slug(problem));
    }
}
