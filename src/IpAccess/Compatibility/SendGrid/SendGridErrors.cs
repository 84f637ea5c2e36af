using IpAccess.Http.Messages;

namespace IpAccess.Compatibility.SendGrid;

/// <summary>
/// Problems as SendGrid's API v3 writes them (https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/responses):
/// <c>{"errors":[{"message","field","help"}]}</c>. Its clients read their exceptions from it.
/// </summary>
internal static class SendGridErrors
{
    /// <summary>The shape, for every path of that API.</summary>
    public static VendorErrors Shape { get; } = new("/v3", (problem, _) => Of(problem));

    /// <summary>The problem, one error for each fault; the status stays.</summary>
    private static ErrorAnswer Of(Problem problem) => new(problem.Status, "application/json", new { Errors = ErrorsOf(problem) });

    private static IEnumerable<SendGridError> ErrorsOf(Problem problem) => problem.Errors.Count > 0
        ? problem.Errors.Select(fault => new SendGridError(fault.Message, ErrorShape.FieldOf(fault), Help: null))
        : [new(ErrorShape.MessageOf(problem), Field: null, Help: null)];
}

/// <summary>One error as SendGrid writes it.</summary>
internal sealed record SendGridError(string Message, string? Field, string? Help);
