using IpAccess.Http.Messages;
using IpAccess.Storage.Caching;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http;

/// <summary>Who is calling, and what they may do.</summary>
internal sealed class Authenticator(IKeyDirectory keys, OperatorKey operatorKey, ClientAddressResolver addresses)
{
    /// <summary>The caller, whose key has the scope; or why there is none.</summary>
    public Task<(Caller? Caller, Problem? Problem)> AuthenticateAsync(
        HttpRequest request, Scope scope, CancellationToken cancellationToken) =>
        AuthenticateAsync(request, Credential.Of(request), scope, cancellationToken);

    /// <summary>As the other one, of whoever may bring the key as the password of HTTP Basic too.</summary>
    public async Task<(Caller? Caller, Problem? Problem)> AuthenticateBasicAsync(
        HttpRequest request, Scope scope, CancellationToken cancellationToken)
    {
        var basic = BasicCredential.Of(request);
        var (caller, problem) = await AuthenticateAsync(request, basic?.Key ?? Credential.Of(request), scope, cancellationToken);
        return caller is not null ? (caller with { EnforcerName = basic?.Name }, null)
            : (null, problem == Problems.Unauthorized ? Problems.UnauthorizedOfBasic : problem);
    }

    private async Task<(Caller? Caller, Problem? Problem)> AuthenticateAsync(
        HttpRequest request, string? text, Scope scope, CancellationToken cancellationToken)
    {
        var (found, problem) = await FindAsync(text, scope, cancellationToken);
        if (found is not { } key)
        {
            return (null, problem);
        }

        var account = await OnBehalfOf.AccountAsync(request, key.Value.Account, keys, cancellationToken);
        return account is null
            ? (null, Problems.Forbidden("on-behalf-of names no child account of the key's account."))
            : (CallerOf(request, key, account), null);
    }

    /// <summary>The proxy that asks for its end client, whose key has the scope; or why there is none. Nothing that is the end client's is read.</summary>
    public async Task<(Caller? Caller, Problem? Problem)> AuthenticateProxyAsync(
        HttpRequest request, Scope scope, CancellationToken cancellationToken)
    {
        var (found, problem) = await FindAsync(Credential.OfProxy(request), scope, cancellationToken);
        return found is { } key ? (CallerOf(request, key, key.Value.Account), null)
            : (null, problem == Problems.Unauthorized ? Problems.UnauthorizedProxy : problem);
    }

    /// <summary>The caller, whoever it is, the operator too; or why there is none.</summary>
    public Task<(Caller? Caller, Problem? Problem)> AuthenticateAnyoneAsync(HttpRequest request, CancellationToken cancellationToken) =>
        Credential.Of(request) is { } text && operatorKey.Is(text)
            ? AuthenticateOperatorAsync(request, cancellationToken)
            : AuthenticateAsync(request, Scope.None, cancellationToken);

    /// <summary>The operator, if it is the operator who calls; or why nobody else may.</summary>
    public async Task<(Caller? Caller, Problem? Problem)> AuthenticateOperatorAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (Credential.Of(request) is { } text && operatorKey.Is(text))
        {
            return OnBehalfOf.IsAsked(request)
                ? (null, Problems.Forbidden("The operator acts on behalf of no account."))
                : (new(string.Empty, "operator", Client(request), RequestId.Of(request), Freshness.Fresh), null);
        }

        var (_, problem) = await AuthenticateAsync(request, Scope.None, cancellationToken);
        return (null, problem ?? Problems.Forbidden("This needs the operator key."));
    }

    private async Task<(Cached<KeyGrant>? Key, Problem? Problem)> FindAsync(string? text, Scope scope, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return (null, Problems.Unauthorized);
        }

        if (operatorKey.Is(text))
        {
            return (null, Problems.Forbidden("The operator key does nothing inside an account."));
        }

        if (await keys.FindAsync(text, cancellationToken) is not { } key)
        {
            return (null, Problems.Unauthorized);
        }

        return key.Value.Scopes.HasFlag(scope)
            ? (key, null)
            : (null, Problems.Forbidden($"The key lacks the scope {string.Join(", ", Scopes.NamesOf(scope & ~key.Value.Scopes))}."));
    }

    private Caller CallerOf(HttpRequest request, Cached<KeyGrant> key, string account) =>
        new(account, key.Value.KeyId, Client(request), RequestId.Of(request), key.Freshness) { KeyAccount = key.Value.Account, Key = key.Value };

    private ClientAddress Client(HttpRequest request) =>
        addresses.Resolve(request.HttpContext.Connection.RemoteIpAddress, request.Headers);
}
