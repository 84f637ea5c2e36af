using IpAccess.Networks;
using IpAccess.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpAccess.Http;

/// <summary>
/// What every operation goes through, on every host: the headers of each answer, who is calling and what they may do, and
/// what becomes of faults.
/// </summary>
internal sealed partial class Gate(
    IKeyDirectory keys, OperatorKey operatorKey, ClientAddressResolver addresses, ILogger<Gate> logger)
{
    /// <summary>Runs an operation that anyone may call.</summary>
    public async Task<IResult> OpenAsync(HttpRequest request, Func<Task<IResult>> operation)
    {
        var id = RequestId.Of(request);
        request.HttpContext.Response.Headers.CacheControl = "private, no-store";
        var aborted = request.HttpContext.RequestAborted;
        try
        {
            return await operation();
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Answer.From(request, Problems.BodyTooLarge(BodyReader.BulkLimit));
        }
        catch (Exception fault) when (StorageFaults.IsUnavailable(fault, aborted))
        {
            Log.StorageUnavailable(logger, fault, request.Path, id);
            return Answer.From(request, Problems.StorageUnavailable);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !aborted.IsCancellationRequested)
        {
            Log.Unexpected(logger, fault, request.Path, id);
            return Answer.From(request, Problems.Unexpected);
        }
    }

    /// <summary>Ends an answer that failed on the way, so that its reader sees that it is not whole.</summary>
    public void CutOff(HttpContext context, Exception fault)
    {
        Log.CutOff(logger, fault, context.Request.Path, RequestId.Of(context.Request));
        context.Abort();
    }

    /// <summary>Runs an operation of an account, for a key that has the scope.</summary>
    public Task<IResult> AccountAsync(
        HttpRequest request, Scope scope, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        CheckAsync(
            request,
            scope,
            caller => caller.Freshness == Freshness.Expired
                ? Task.FromResult(Answer.From(request, Problems.StorageUnavailable))
                : operation(caller),
            cancellationToken);

    /// <summary>As <see cref="AccountAsync"/>, also for a key that memory alone vouches for, longer than it may.</summary>
    public Task<IResult> CheckAsync(
        HttpRequest request, Scope scope, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        OpenAsync(request, async () =>
        {
            var (caller, problem) = await AuthenticateAsync(request, scope, cancellationToken);
            return caller is null ? Answer.From(request, problem!) : await operation(caller);
        });

    /// <summary>Runs an operation of the operator.</summary>
    public Task<IResult> OperatorAsync(
        HttpRequest request, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        OpenAsync(request, async () =>
        {
            if (Credential.Of(request) is { } text && operatorKey.Is(text))
            {
                if (OnBehalfOf.IsAsked(request))
                {
                    return Answer.From(request, Problems.Forbidden("The operator acts on behalf of no account."));
                }

                return await operation(new(string.Empty, "operator", Client(request), RequestId.Of(request), Freshness.Fresh));
            }

            var (_, problem) = await AuthenticateAsync(request, Scope.None, cancellationToken);
            return Answer.From(request, problem ?? Problems.Forbidden("This needs the operator key."));
        });

    private async Task<(Caller? Caller, Problem? Problem)> AuthenticateAsync(
        HttpRequest request, Scope scope, CancellationToken cancellationToken)
    {
        if (Credential.Of(request) is not { } text)
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
            return (null, Problems.Forbidden($"The key lacks the scope {string.Join(", ", Scopes.NamesOf(scope))}."));
        }

        var account = await OnBehalfOf.AccountAsync(request, key.Value.Account, keys, cancellationToken);
        return account is null
            ? (null, Problems.Forbidden("on-behalf-of names no child account of the key's account."))
            : (new(account, key.Value.KeyId, Client(request), RequestId.Of(request), key.Freshness), null);
    }

    private ClientAddress Client(HttpRequest request) =>
        addresses.Resolve(request.HttpContext.Connection.RemoteIpAddress, request.Headers);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Storage did not answer {Path} (request {RequestId})")]
        public static partial void StorageUnavailable(ILogger logger, Exception fault, PathString path, string requestId);

        [LoggerMessage(2, LogLevel.Error, "Unexpected fault at {Path} (request {RequestId})")]
        public static partial void Unexpected(ILogger logger, Exception fault, PathString path, string requestId);

        [LoggerMessage(9, LogLevel.Error, "The answer of {Path} was cut off on the way (request {RequestId})")]
        public static partial void CutOff(ILogger logger, Exception fault, PathString path, string requestId);
    }
}
