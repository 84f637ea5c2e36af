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

    private async Task<(Caller? Caller, Problem? Problem)> AuthenticateAsync(
        HttpRequest request, string? text, Scope scope, CancellationToken cancellationToken)
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

        if (!key.Value.Scopes.HasFlag(scope))
        {
            return (null, Problems.Forbidden($"The key lacks the scope {string.Join(", ", Scopes.NamesOf(scope & ~key.Value.Scopes))}."));
        }

        var (grant, account) = (key.Value, await OnBehalfOf.AccountAsync(request, key.Value.Account, keys, cancellationToken));
        return account is null
            ? (null, Problems.Forbidden("on-behalf-of names no child account of the key's account."))
            : (new(account, grant.KeyId, Client(request), RequestId.Of(request), key.Freshness) { KeyAccount = grant.Account, Key = grant }, null);
    }

    private ClientAddress Client(HttpRequest request) =>
        addresses.Resolve(request.HttpContext.Connection.RemoteIpAddress, request.Headers);
}
