using System.Text.Json.Serialization;
using IpAccess.Http.Messages;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Compatibility.IncidentIo;

/// <summary>
/// Problems as incident.io's API writes them (https://api-docs.incident.io): a type, and errors that name their field. What is
/// wrong with a request is a <c>validation_error</c>, 422, and so is a list without its caller.
/// </summary>
internal static class IncidentIoErrors
{
    private const string Lockout = "would-lock-you-out";

    /// <summary>The shape, for the one path of that API that there is here.</summary>
    public static VendorErrors Shape { get; } = new("/" + IncidentIoRoutes.IpAllowlists, Of);

    private static ErrorAnswer Of(Problem problem, string requestId)
    {
        var (type, status) = problem.Slug switch
        {
            "invalid-request" or "invalid-address" or Lockout => ("validation_error", StatusCodes.Status422UnprocessableEntity),
            "unauthorized" => ("authentication_error", problem.Status),
            "forbidden" => ("resource_forbidden", problem.Status),
            _ => (CodeOf(problem), problem.Status),
        };
        return new(status, "application/json", new { Type = type, Status = status, RequestId = requestId, Errors = ErrorsOf(problem) });
    }

    private static IEnumerable<IncidentIoError> ErrorsOf(Problem problem) => problem.Errors.Count > 0
        ? problem.Errors.Select(fault => new IncidentIoError(fault.Code, fault.Message) { Source = SourceOf(ErrorShape.FieldOf(fault)) })
        : [new(CodeOf(problem), ErrorShape.MessageOf(problem)) { Source = SourceOf(problem.Slug == Lockout ? "allowlist" : null) }];

    private static string CodeOf(Problem problem) => problem.Slug.Replace('-', '_');

    private static IncidentIoSource? SourceOf(string? field) => field is null ? null : new(field);
}

/// <summary>One error as incident.io writes it.</summary>
internal sealed record IncidentIoError(string Code, string Message)
{
    /// <summary>What it is about; left out where it is about the whole request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IncidentIoSource? Source { get; init; }
}

/// <summary>The part of a request that an error is about.</summary>
internal sealed record IncidentIoSource(string Field);
