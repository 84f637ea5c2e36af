using System.Globalization;
using IpAccess.Audit;
using IpAccess.Http.Messages;
using IpAccess.Rules;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Http;

/// <summary>What belongs to another account is answered exactly as what is not there.</summary>
public sealed class ForeignIdTests
{
    [Theory]
    [InlineData("GET", "/v1/allowlist/rules/{id}", null)]
    [InlineData("PATCH", "/v1/allowlist/rules/{id}", """{"label":"x"}""")]
    [InlineData("PATCH", "/v1/allowlist/rules/{id}", """{"id":1}""")]
    [InlineData("DELETE", "/v1/allowlist/rules/{id}", null)]
    [InlineData("POST", "/v1/allowlist/rules/delete", """{"ids":[{id}]}""")]
    [InlineData("GET", "/v3/access_settings/whitelist/{id}", null)]
    [InlineData("DELETE", "/v3/access_settings/whitelist/{id}", null)]
    [InlineData("DELETE", "/v3/access_settings/whitelist", """{"ids":[{id}]}""")]
    public async Task Rules_of_another_account_are_as_absent_ones(string method, string path, string? body)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        using var other = await account.Service.AccountAsync("other");
        var rules = (await other.CallAsync("POST", TestAccount.Rules, "203.0.113.0/24 10.0.0.1 10.0.0.2", "text/plain")).Is(201).Json.GetProperty("rules");
        var foreign = rules[2].GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture);

        await AssertSameAsync(account, method, path, body, foreign, "7");

        Assert.Equal(3, (await other.CallAsync("GET", TestAccount.Settings)).Json.GetProperty("rule_count").GetInt32());
    }

    [Theory]
    [InlineData("DELETE", "/v1/keys/{id}", null)]
    [InlineData("POST", "/v1/keys/{id}/rotate", null)]
    [InlineData("POST", "/v1/keys/{id}/rotate", """{"overlap_minutes":0}""")]
    public async Task Keys_of_another_account_are_as_absent_ones(string method, string path, string? body)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        using var other = await account.Service.AccountAsync("other");
        var foreign = (await other.CallAsync("GET", "/v1/keys")).Json.GetProperty("keys")[0].GetProperty("id").GetString()!;

        await AssertSameAsync(account, method, path, body, foreign, "000000000000");

        account.Service.Clock.Advance(TimeSpan.FromMinutes(10));
        (await other.CallAsync("GET", "/v1/keys")).Is(200);
    }

    [Theory]
    [InlineData("/v1/allowlist/rules?cursor={id}", RuleRoutes.Rules, "10.0.0.1/32")]
    [InlineData("/v1/audit?cursor={id}", AuditRoutes.Audit, "98205000000000-9223372036854775805-99-00000000000000000000000000000000")]
    public async Task Cursors_of_another_account_are_as_those_of_none(string path, string route, string position)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        using var other = await account.Service.AccountAsync("other");

        await AssertSameAsync(account, "GET", path, null, Cursor.Write(route, "other", position), Cursor.Write(route, "nobod", position));
    }

    [Theory]
    [InlineData("{id}")]
    [InlineData("account-id {id}")]
    public async Task Child_accounts_of_another_account_are_as_absent_ones(string header)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        using var other = await account.Service.AccountAsync("other");
        using var child = await account.Service.AccountAsync("sub", "other");
        foreach (var (method, path, body) in new[] { ("GET", TestAccount.Settings, null), ("POST", TestAccount.Rules, """{"rules":[{"value":"10.0.0.1"}]}"""), ("GET", "/v1/keys", null), ("GET", "/v1/check?ip=10.0.0.1", (string?)null) })
        {
            var texts = new List<string>();
            foreach (var name in (string[])["sub", "other", "nobody"])
            {
                var value = header.Replace("{id}", name, StringComparison.Ordinal);
                texts.Add(Anonymous((await account.Owner.CallAsync(method, path, body, headers: ("on-behalf-of", value))).IsProblem(403, "forbidden"), name));
            }

            Assert.Single(texts.Distinct());
        }
    }

    [Theory]
    [InlineData("GET", "/v1/accounts/{id}")]
    [InlineData("DELETE", "/v1/accounts/{id}")]
    public async Task Accounts_are_nobodys_to_see_but_the_operators(string method, string path)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        using var other = await account.Service.AccountAsync("other");

        await AssertSameAsync(account, method, path, null, "other", "nobod");
    }

    private static async Task AssertSameAsync(TestAccount account, string method, string path, string? body, string foreign, string absent)
    {
        async Task<string> AnswerAsync(string id) => Anonymous(
            await account.Owner.CallAsync(method, path.Replace("{id}", id, StringComparison.Ordinal), body?.Replace("{id}", id, StringComparison.Ordinal)), id);

        Assert.Equal(await AnswerAsync(absent), await AnswerAsync(foreign));
    }

    /// <summary>The whole answer without the request's id, the id that was asked for left out.</summary>
    private static string Anonymous(Reply reply, string id)
    {
        var headers = reply.Headers.Where(header => header.Key != "X-Request-Id").OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {header.Value}");
        return $"{reply.Status}\n{string.Join('\n', headers)}\n{reply.Text}"
            .Replace(reply.Header("X-Request-Id")!, "REQUEST", StringComparison.Ordinal)
            .Replace(id.Length > 2 ? id[..Math.Min(id.Length, 100)] : $"[{id}]", "ID", StringComparison.Ordinal);
    }
}
