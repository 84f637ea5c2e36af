using System.Diagnostics.CodeAnalysis;
using IpAccess.Allowlists;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using IpAccess.Storage.Caching;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpAccess.Http;

/// <summary>
/// What every operation goes through, on every host: the headers of each answer, who is calling and what they may do, and
/// what becomes of faults.
/// </summary>
internal sealed partial class Gate(
    Authenticator authenticator,
    IManagementAccess access,
    BlockedResponse blocked,
    StorageOutage outage,
    TimeProvider clock,
    ILogger<Gate> logger)
{
    /// <summary>Whether a fault is only that its caller went away meanwhile.</summary>
    public static bool IsAbandoned(Exception exception, CancellationToken ended) =>
        ended.IsCancellationRequested && exception is OperationCanceledException;

    /// <summary>Runs an operation that anyone may call.</summary>
    /// <param name="cancellationToken">The operation's token: on Functions it may end before the request counts as aborted.</param>
    public Task<IResult> OpenAsync(HttpRequest request, Func<Task<IResult>> operation, CancellationToken cancellationToken = default) =>
        AnswerAsync(request, operation, Problems.Unexpected, cancellationToken);

    /// <summary>Ends an answer that failed on the way, so that its reader sees that it is not whole.</summary>
    public void CutOff(HttpContext context, Exception exception)
    {
        var id = RequestId.Of(context.Request);
        if (StorageExceptions.IsUnavailable(exception, context.RequestAborted))
        {
            outage.Tell($"{PathOf(context.Request)} (request {id}), cut off on the way", exception);
        }
        else
        {
            Log.CutOff(logger, exception, PathOf(context.Request), id);
        }

        context.Abort();
    }

    /// <summary>As the other one, for an operation that reads nothing.</summary>
    public Task<IResult> AccountAsync(
        HttpRequest request, Scope scope, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        AccountAsync(request, scope, Input.None, (caller, _) => operation(caller), cancellationToken);

    /// <summary>
    /// Runs an operation of an account, for a key that has the scope; one that manages the account, only for an address that it
    /// wants to be managed from. What it reads is read only then, and only where nothing of it is at fault does it run.
    /// </summary>
    public Task<IResult> AccountAsync<T>(
        HttpRequest request, Scope scope, Input<T> input, Func<Caller, T, Task<IResult>> operation, CancellationToken cancellationToken)
    {
        return AuthenticatedAsync(
            request,
            scope,
            caller => caller.Freshness == Freshness.Expired ? Task.FromResult(Answer.From(request, Problems.StorageUnavailable))
                : Scopes.Manages(scope) ? AdmitAsync(request, caller, RunAsync, cancellationToken)
                : RunAsync(caller),
            cancellationToken);

        Task<IResult> RunAsync(Caller caller) => ReadAndRunAsync(request, caller, input, operation, cancellationToken);
    }

    /// <summary>As the other one, for a write that is told nothing but its terms.</summary>
    public Task<IResult> WriteAsync(
        HttpRequest request, Func<Caller, EditTerms, Task<IResult>> operation, CancellationToken cancellationToken) =>
        AccountAsync(request, Scope.AllowlistManage, Input.Terms(WriteTerms.Parameters), operation, cancellationToken);

    /// <summary>Runs a write to the list of an account, which can be made to undo itself.</summary>
    public Task<IResult> WriteAsync<T>(
        HttpRequest request, Input<T> input, Func<Caller, EditTerms, T, Task<IResult>> operation, CancellationToken cancellationToken) =>
        AccountAsync(
            request,
            Scope.AllowlistManage,
            input.WithTerms(WriteTerms.Parameters),
            (caller, asked) => operation(caller, asked.Terms, asked.Asked),
            cancellationToken);

    /// <summary>Runs an operation that only decides, for any address, and also for a key that memory alone vouches for, longer than it may.</summary>
    public Task<IResult> CheckAsync<T>(
        HttpRequest request, Input<T> input, Func<Caller, T, Task<IResult>> operation, CancellationToken cancellationToken) =>
        AuthenticatedAsync(
            request, Scope.Check, caller => ReadAndRunAsync(request, caller, input, operation, cancellationToken), cancellationToken);

    /// <summary>
    /// Runs an operation that gives what an account has to whoever enforces it, for any address; the key may also come as the password of
    /// HTTP Basic, since firewalls have nothing else.
    /// </summary>
    public Task<IResult> PullAsync<T>(
        HttpRequest request, Scope scope, Input<T> input, Func<Caller, T, Task<IResult>> operation, CancellationToken cancellationToken) =>
        OpenAsync(request, async () =>
        {
            var (caller, problem) = await authenticator.AuthenticateBasicAsync(request, scope, cancellationToken);
            return caller is null ? Answer.From(request, problem!)
                : caller.Freshness == Freshness.Expired ? Answer.From(request, Problems.StorageUnavailable)
                : await ReadAndRunAsync(request, caller, input, operation, cancellationToken);
        }, cancellationToken);

    /// <summary>
    /// Runs the decision that a proxy asks for, with its key in <c>X-IpAccess-Key</c>. All else of the request is the end client's: no
    /// part of it is read here or at fault, and whatever fails, the answer is that nobody knows.
    /// </summary>
    public Task<IResult> EnforceAsync(HttpRequest request, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        AnswerAsync(
            request,
            async () =>
            {
                var (caller, problem) = await authenticator.AuthenticateProxyAsync(request, Scope.Check, cancellationToken);
                return caller is null ? Answer.From(request, problem!) : await operation(caller);
            },
            Problems.Undecided,
            cancellationToken);

    /// <summary>Runs an operation for any key that works, the operator's too, which reads nothing and manages nothing.</summary>
    public Task<IResult> AnyoneAsync(HttpRequest request, Func<Caller, IResult> operation, CancellationToken cancellationToken) =>
        OpenAsync(request, async () =>
        {
            var (caller, problem) = await authenticator.AuthenticateAnyoneAsync(request, cancellationToken);
            return caller is null ? Answer.From(request, problem!)
                : caller.Freshness == Freshness.Expired ? Answer.From(request, Problems.StorageUnavailable)
                : await ReadAndRunAsync(request, caller, Input.None, (known, _) => Task.FromResult(operation(known)), cancellationToken);
        }, cancellationToken);

    /// <summary>As the other one, for an operation that reads nothing.</summary>
    public Task<IResult> OperatorAsync(
        HttpRequest request, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        OperatorAsync(request, Input.None, (caller, _) => operation(caller), cancellationToken);

    /// <summary>Runs an operation of the operator.</summary>
    public Task<IResult> OperatorAsync<T>(
        HttpRequest request, Input<T> input, Func<Caller, T, Task<IResult>> operation, CancellationToken cancellationToken) =>
        OpenAsync(request, async () =>
        {
            var (caller, problem) = await authenticator.AuthenticateOperatorAsync(request, cancellationToken);
            return caller is null
                ? Answer.From(request, problem!)
                : await ReadAndRunAsync(request, caller, input, operation, cancellationToken);
        }, cancellationToken);

    // A path is its caller's text like any other, on the enforcing route its end client's.
    private static string PathOf(HttpRequest request) => KeyShape.Hide(request.Path.Value ?? string.Empty);

    [SuppressMessage("Design", "CA1031", Justification = "On Functions an exception would be an empty 500: whatever is thrown is answered.")]
    private async Task<IResult> AnswerAsync(
        HttpRequest request, Func<Task<IResult>> operation, Problem unexpected, CancellationToken cancellationToken)
    {
        var id = RequestId.Of(request);
        request.HttpContext.Response.Headers.CacheControl = "private, no-store";
        StorageBudget.Enter(clock);
        try
        {
            return await operation();
        }
        catch (Exception exception) when (IsAbandoned(exception, request.HttpContext.RequestAborted) || IsAbandoned(exception, cancellationToken))
        {
            return Answer.Abandoned();
        }
        catch (IncompleteBodyException exception)
        {
            return Answer.From(request, exception.Problem);
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, CancellationToken.None))
        {
            outage.Tell($"{PathOf(request)} (request {id})", exception);
            return Answer.From(request, Problems.StorageUnavailable);
        }
        catch (Exception exception)
        {
            Log.Unexpected(logger, exception, PathOf(request), id);
            return Answer.From(request, unexpected);
        }
    }

    private static async Task<IResult> ReadAndRunAsync<T>(
        HttpRequest request, Caller caller, Input<T> input, Func<Caller, T, Task<IResult>> operation, CancellationToken cancellationToken)
    {
        var query = new QueryFields(request, input.Parameters);
        var (asked, problem) = await input.ReadAsync(request, caller, query, cancellationToken);
        return problem is not null ? Answer.From(request, problem)
            : query.Faults.Any ? Answer.From(request, Problems.Of(query.Faults))
            : await operation(caller, asked!);
    }

    private Task<IResult> AuthenticatedAsync(
        HttpRequest request, Scope scope, Func<Caller, Task<IResult>> operation, CancellationToken cancellationToken) =>
        OpenAsync(request, async () =>
        {
            var (caller, problem) = await authenticator.AuthenticateAsync(request, scope, cancellationToken);
            return caller is null ? Answer.From(request, problem!) : await operation(caller);
        }, cancellationToken);

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
        public static partial void Unexpected(ILogger logger, Exception exception, string path, string requestId);

        [LoggerMessage(9, LogLevel.Error, "The answer of {Path} was cut off on the way (request {RequestId})")]
        public static partial void CutOff(ILogger logger, Exception exception, string path, string requestId);
    }
}
