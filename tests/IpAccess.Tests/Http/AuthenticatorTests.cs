using System.Security.Cryptography;
using System.Text;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Storage.Caching;
using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Http;
using Moq;

namespace IpAccess.Tests.Http;

/// <summary>What authentication asks of the accounts, and what it does not: each question may be a read of storage.</summary>
public sealed class AuthenticatorTests
{
    private readonly Mock<IKeyDirectory> keys = new(MockBehavior.Strict);

    [Theory]
    [InlineData(null, 401)]
    [InlineData(TestService.OperatorKey, 403)]
    public async Task Without_a_key_and_for_the_operator_no_key_is_looked_up(string? key, int status)
    {
        var (_, problem) = await AskAsync(Scope.None, key);

        Assert.Equal(status, problem?.Status);
        keys.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task A_key_that_lacks_the_scope_is_refused_before_anyone_looks_for_the_child_account()
    {
        Grant("k", Scope.AllowlistRead);

        var (_, problem) = await AskAsync(Scope.AllowlistManage, "k", ("on-behalf-of", "child"));

        Assert.Equal(403, problem?.Status);
        keys.Verify(directory => directory.FindAsync("k", It.IsAny<CancellationToken>()), Times.Once);
        keys.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task A_name_that_no_account_can_have_is_not_looked_for()
    {
        Grant("k", Scope.AllowlistRead);

        var (_, problem) = await AskAsync(Scope.AllowlistRead, "k", ("on-behalf-of", "No Account"));

        Assert.Equal(403, problem?.Status);
        keys.Verify(directory => directory.FindAsync("k", It.IsAny<CancellationToken>()), Times.Once);
        keys.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task Acting_on_a_child_account_takes_one_question_about_the_key_and_one_about_the_child()
    {
        Grant("k", Scope.AllowlistRead);
        keys.Setup(directory => directory.IsChildAsync("child", "acme", It.IsAny<CancellationToken>())).ReturnsAsync(true);

        var (caller, _) = await AskAsync(Scope.AllowlistRead, "k", ("on-behalf-of", "child"));

        Assert.Equal(("child", "acme"), (caller?.Account, caller?.KeyAccount));
        keys.Verify(directory => directory.FindAsync("k", It.IsAny<CancellationToken>()), Times.Once);
        keys.Verify(directory => directory.IsChildAsync("child", "acme", It.IsAny<CancellationToken>()), Times.Once);
    }

    private void Grant(string key, Scope scopes) => keys
        .Setup(directory => directory.FindAsync(key, It.IsAny<CancellationToken>()))
        .ReturnsAsync(new Cached<KeyGrant>(new("acme", "id", scopes), Freshness.Fresh, TimeSpan.Zero));

    private Task<(Caller? Caller, Problem? Problem)> AskAsync(Scope scope, string? key, params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[Credential.Header] = key;
        foreach (var (name, value) in headers)
        {
            request.Headers[name] = value;
        }

        var authenticator = new Authenticator(keys.Object, new OperatorKey([SHA256.HashData(Encoding.UTF8.GetBytes(TestService.OperatorKey))]), new(new()));
        return authenticator.AuthenticateAsync(request, scope, CancellationToken.None);
    }
}
