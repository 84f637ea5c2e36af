using System.Text;
using IpAccess.Http;
using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Exports;

/// <summary>Keys as firewalls send them, which know nothing but HTTP Basic.</summary>
public sealed class ExportCredentialTests
{
    private const string Path = "/v1/export/text";

    [Theory]
    [InlineData("edge-1", "Basic ")]
    [InlineData("edge-1", "basic  ")]
    [InlineData("", "BASIC ")]
    [InlineData("what is no name", "Basic ")]
    public async Task The_key_may_come_as_the_password_of_any_user(string user, string scheme)
    {
        await using var account = await TestAccount.StartAsync();

        (await AskAsync(account, scheme + Base64($"{user}:{await AppKeyAsync(account)}"))).Is(200);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic %%%")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Basic ZWRnZTp3cm9uZw==")]
    [InlineData("Digest username=\"edge\"")]
    public async Task Whatever_is_wrong_with_it_both_ways_to_bring_one_are_offered(string authorization)
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await AskAsync(account, authorization);

        Assert.Equal("Basic realm=\"ipaccess\", charset=\"UTF-8\", Bearer realm=\"ipaccess\"", reply.IsProblem(401, "unauthorized").Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_password_that_is_far_too_long_is_a_wrong_one()
    {
        await using var account = await TestAccount.StartAsync();

        (await AskAsync(account, "Basic " + Base64("edge:" + new string('x', 4096)))).IsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task The_header_of_our_own_wins_over_it()
    {
        await using var account = await TestAccount.StartAsync();
        var basic = "Basic " + Base64("edge:" + await AppKeyAsync(account));

        (await AskAsync(account, basic, (Credential.Header, "wrong"))).IsProblem(401, "unauthorized");
        (await AskAsync(account, "Basic " + Base64("edge:wrong"), (Credential.Header, await AppKeyAsync(account)))).Is(200);
    }

    [Fact]
    public async Task It_still_needs_the_scope()
    {
        await using var account = await TestAccount.StartAsync();
        using var viewer = await account.Service.KeyAsync(account.Owner, new { role = "enforcer" });

        var reply = await AskAsync(account, "Basic " + Base64("edge:" + viewer.DefaultRequestHeaders.Authorization!.Parameter));

        Assert.Equal("The key lacks the scope snapshot.", reply.IsProblem(403, "forbidden").Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task It_works_from_where_the_account_may_not_be_managed()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        await account.PatchAsync(TestAccount.Settings, """{"protect_management":true}""");
        account.Service.Peer = TestAccount.Peer("192.0.2.1");

        (await account.GetAsync(TestAccount.Settings)).Is(403);
        (await account.GetAsync(Path)).Is(200);
    }

    [Theory]
    [InlineData("/v1/allowlist")]
    [InlineData("/v1/check?ip=192.0.2.1")]
    [InlineData("/v1/client-address")]
    public async Task It_is_taken_nowhere_else(string path)
    {
        await using var account = await TestAccount.StartAsync();
        using var client = account.Service.Client();

        var key = account.Owner.DefaultRequestHeaders.Authorization!.Parameter;
        var reply = await client.CallAsync("GET", path, headers: ("Authorization", "Basic " + Base64($"edge:{key}")));

        Assert.Equal("Bearer realm=\"ipaccess\"", reply.IsProblem(401, "unauthorized").Header("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("edge-1", "edge-1")]
    [InlineData("", null)]
    [InlineData("no name", null)]
    public async Task The_user_name_says_who_enforces_the_list(string user, string? name)
    {
        await using var account = await TestAccount.StartAsync();
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = "Basic " + Base64($"{user}:{await AppKeyAsync(account)}");

        var (caller, _) = await account.Service.Services.GetRequiredService<Authenticator>()
            .AuthenticateBasicAsync(request, Scope.Snapshot, CancellationToken.None);

        Assert.Equal(name, caller!.EnforcerName);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<string> AppKeyAsync(TestAccount account) =>
        (await account.PostAsync("/v1/keys", new { role = "app" })).Is(201).Json.GetProperty("secret").GetString()!;

    private static async Task<Reply> AskAsync(TestAccount account, string authorization, params (string Name, string Value)[] headers)
    {
        using var client = account.Service.Client();
        return await client.CallAsync("GET", Path, headers: [("Authorization", authorization), .. headers]);
    }
}
