using IpAccess.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpAccess.Http;

/// <summary>
/// What every operation goes through, on every host: the headers of each answer, who is calling and what they may do, and
/// what becomes of faults.
/// </summary>
internal sealed partial class Gate(
    Authenticator authenticator, IManagementAccess access, BlockedResponse blocked, StorageOutage outage, ILogger<Gate> logger)
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
            outage.Tell($"{request.Path} (request {id})", fault);
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
        var id = RequestId.Of(context.Request);
        if (StorageFaults.IsUnavailable(fault, context.RequestAborted))
        {
            outage.Tell($"{context.Request.Path} (request {id}), cut off on the way", fault);
        }
        else
        {
            Log.CutOff(logger, fault, context.Request.Path, id);
        }

        context.Abort();
    }

    /// <summary>
    /// Runs an operation of an account, for a key that has the scope; one that manages the account, only for an address that it
    /// wants to be managed from.
    /// </summary>
    public Task<IResult> AccountAsync(
        HttpRequest request, Scope scope, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        AuthenticatedAsync(
            request,
            scope,
            caller => caller.Freshness == Freshness.Expired ? Task.FromResult(Answer.From(request, Problems.StorageUnavailable))
                : Scopes.Manages(scope) ? AdmitAsync(request, caller, operation, cancellationToken)
                : operation(caller),
            cancellationToken);

    /// <summary>Runs an operation that only decides, for any address, and also for a key that memory alone vouches for, longer than it may.</summary>
    public Task<IResult> CheckAsync(
        HttpRequest request, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        AuthenticatedAsync(request, Scope.Check, operation, cancellationToken);

    /// <summary>Runs an operation of the operator.</summary>
    public Task<IResult> OperatorAsync(
        HttpRequest request, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        OpenAsync(request, async () =>
        {
            var (caller, problem) = await authenticator.AuthenticateOperatorAsync(request, cancellationToken);
            return caller is null ? Answer.From(request, problem!) : await operation(caller);
        });

    private Task<IResult> AuthenticatedAsync(
        HttpRequest request, Scope scope, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        OpenAsync(request, async () =>
        {
            var (caller, problem) = await authenticator.AuthenticateAsync(request, scope, cancellationToken);
            return caller is null ? Answer.From(request, problem!) : await operation(caller);
        });

    private async Task<IResult> AdmitAsync(
        HttpRequest request, Caller caller, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        await access.AskAsync(caller, cancellationToken) switch
        {
            Admission.Granted => await operation(caller),
            Admission.Blocked => blocked.To(request, caller.Client.Address),
            Admission.NoAccount => Answer.From(request, Problems.Unauthorized),
            _ => Answer.From(request, Problems.StorageUnavailable),
        };

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Error, "Unexpected fault at {Path} (request {RequestId})")]
        public static partial void Unexpected(ILogger logger, Exception fault, PathString path, string requestId);

        [LoggerMessage(9, LogLevel.Error, "The answer of {Path} was cut off on the way (request {RequestId})")]
        public static partial void CutOff(ILogger logger, Exception fault, PathString path, string requestId);
    }
}
