using System.Net;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Http;

public sealed class ScopeTests
{
    private static readonly string[] All =
    [
        "allowlist.read", "allowlist.manage", "check", "snapshot", "attempts.read", "attempts.write", "audit.read", "keys.manage",
    ];

    [Theory]
    [MemberData(nameof(Operation.OfAccounts), MemberType = typeof(Operation))]
    public async Task A_key_with_all_other_scopes_is_refused_and_one_with_the_scope_alone_is_not(string name)
    {
        var operation = Operation.Of(name);
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        string[] needed = operation.Access == Operation.AnyKey ? [] : operation.Access.Split(' ');
        using var with = await service.KeyAsync(owner, new { scopes = needed.DefaultIfEmpty("attempts.write") });

        foreach (var scope in needed)
        {
            using var without = await service.KeyAsync(owner, new { scopes = All.Where(other => other != scope) });
            var problem = await SendAsync(without, operation, HttpStatusCode.Forbidden);
            Assert.Contains($"the scope {scope}.", Told.Text(operation.Route, "forbidden", problem), StringComparison.Ordinal);
        }

        using var request = operation.ToRequest();
        using var allowed = await with.SendAsync(request);
        Assert.True(
            allowed.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted or HttpStatusCode.NotFound, $"{allowed.StatusCode}");
    }

    [Theory]
    [MemberData(nameof(Operation.OfTheOperator), MemberType = typeof(Operation))]
    public async Task The_key_of_an_account_does_nothing_of_the_operators(string name)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();

        var problem = await SendAsync(owner, Operation.Of(name), HttpStatusCode.Forbidden);

        Assert.Equal("forbidden", Calls.Slug(problem));
        using var client = service.Client(TestService.OperatorKey);
        var account = Assert.Single((await client.ReadAsync("/v1/accounts")).GetProperty("accounts").EnumerateArray());
        Assert.Equal("acme", account.GetProperty("id").GetString());
    }

    [Theory]
    [MemberData(nameof(Operation.OfAccounts), MemberType = typeof(Operation))]
    public async Task The_operators_key_does_nothing_inside_an_account(string name)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);

        var problem = await SendAsync(client, Operation.Of(name), HttpStatusCode.Forbidden);

        Assert.NotEmpty(Told.Text(Operation.Of(name).Route, "forbidden", problem));
    }

    [Theory]
    [InlineData("owner", "allowlist.read allowlist.manage check snapshot attempts.read attempts.write audit.read keys.manage vouch")]
    [InlineData("manager", "allowlist.read allowlist.manage check snapshot attempts.read attempts.write audit.read vouch")]
    [InlineData("enforcer", "check attempts.write")]
    [InlineData("app", "check snapshot attempts.write vouch")]
    [InlineData("producer", "attempts.write")]
    [InlineData("viewer", "allowlist.read attempts.read audit.read")]
    public async Task A_role_is_a_name_for_its_scopes(string role, string scopes)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();

        var key = await owner.PostAsync("/v1/keys", new { role });

        Assert.Equal(scopes.Split(' '), key.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
    }

    private static async Task<System.Text.Json.JsonElement> SendAsync(HttpClient client, Operation operation, HttpStatusCode status)
    {
        using var request = operation.ToRequest();
        using var response = await client.SendAsync(request);
        return await TestService.ReadAsync(response, status);
    }
}
