using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Http.Messages;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http;

/// <summary>
/// Reads what a request asks for; or says why nothing of it can be read, as of a body that is too large. What is wrong with what was
/// read becomes a fault of the query, and what is given back is then not looked at.
/// </summary>
internal delegate Task<(T? Asked, Problem? Problem)> ReadInput<T>(
    HttpRequest request, Caller caller, QueryFields query, CancellationToken cancellationToken);

/// <summary>What an operation reads of its request before it does anything. The <see cref="Gate"/> answers all that is wrong with it, at once.</summary>
/// <param name="Parameters">The query parameters that it takes; all others are faults.</param>
/// <param name="ReadAsync">Reads them, headers and the body.</param>
internal sealed record Input<T>(string[] Parameters, ReadInput<T> ReadAsync)
{
    /// <summary>The same, and before it the terms of a write.</summary>
    /// <param name="parameters">The query parameters that the terms take.</param>
    public Input<(EditTerms Terms, T Asked)> WithTerms(string[] parameters) =>
        new([.. parameters, .. Parameters], async (request, caller, query, cancellationToken) =>
        {
            var terms = WriteTerms.Read(request, query);
            var (asked, problem) = await ReadAsync(request, caller, query, cancellationToken);
            return ((terms, asked!), problem);
        });
}

/// <summary>What operations read.</summary>
internal static class Input
{
    /// <summary>Nothing: not even a query parameter.</summary>
    public static Input<object?> None { get; } = Query<object?>(QueryFields.None, (_, _) => null);

    /// <summary>Query parameters.</summary>
    public static Input<T> Query<T>(string[] parameters, Func<Caller, QueryFields, T> read) =>
        new(parameters, (_, caller, query, _) => Task.FromResult<(T?, Problem?)>((read(caller, query), null)));

    /// <summary>The terms of a write alone.</summary>
    public static Input<EditTerms> Terms(string[] parameters) =>
        new(parameters, (request, _, query, _) => Task.FromResult<(EditTerms?, Problem?)>((WriteTerms.Read(request, query), null)));

    /// <summary>A JSON body.</summary>
    /// <param name="read">Reads it; what is wrong becomes a fault.</param>
    /// <param name="accepted">Its media types; by default that of JSON alone.</param>
    /// <param name="limit">Its bytes, at most.</param>
    public static Input<T> Json<T>(Func<JsonElement, Faults, T> read, string[]? accepted = null, int limit = BodyReader.Limit)
        where T : class =>
        new(QueryFields.None, (request, _, query, cancellationToken) =>
            JsonBody.ReadAsync(request, accepted ?? BodyReader.Json, limit, read, query.Faults, cancellationToken));

    /// <summary>A JSON body, where none means <c>{}</c>.</summary>
    public static Input<T> OptionalJson<T>(Func<JsonElement, Faults, T> read)
        where T : class =>
        new(QueryFields.None, (request, _, query, cancellationToken) =>
            JsonBody.ReadOptionalAsync(request, read, query.Faults, cancellationToken));
}
