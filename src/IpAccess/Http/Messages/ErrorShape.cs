using IpAccess.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Http.Messages;

/// <summary>A problem as an answer's body.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="MediaType">The body's media type.</param>
/// <param name="Body">The body.</param>
internal sealed record ErrorAnswer(int Status, string MediaType, object Body);

/// <summary>How a vendor writes problems. Whoever takes a vendor's calls registers it as a service.</summary>
/// <param name="Path">The path that the vendor's clients call, with all that is below it.</param>
/// <param name="Write">Writes a problem of a request with this id.</param>
internal sealed record VendorErrors(PathString Path, Func<Problem, string, ErrorAnswer> Write);

/// <summary>How problems are written: as RFC 9457 says, or as a vendor does on the routes that its clients call.</summary>
internal static class ErrorShape
{
    /// <summary>The problem in the shape of the request's route, or of the routes beside it where there is none.</summary>
    public static ErrorAnswer Of(HttpRequest request, Problem problem)
    {
        var requestId = RequestId.Of(request);
        return VendorOf(request) is { } vendor
            ? vendor.Write(problem, requestId)
            : new(problem.Status, "application/problem+json", ProblemDetails(problem, requestId));
    }

    /// <summary>Whether a vendor's clients call the request's route.</summary>
    public static bool IsOfVendor(HttpRequest request) => VendorOf(request) is not null;

    /// <summary>The name of what a fault is about, as vendors write it: <c>ips.0.ip</c> for <c>/ips/0/ip</c>; null for all of the body.</summary>
    public static string? FieldOf(Fault fault) => fault.At switch
    {
        "" => null,
        ['/', ..] => fault.At[1..].Replace('/', '.').Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal),
        _ => fault.At,
    };

    /// <summary>What happened, with the caller's address where it is about that.</summary>
    public static string MessageOf(Problem problem) => problem.YourAddress switch
    {
        null => problem.Detail,
        "" => $"{problem.Detail} It is not known.",
        var address => $"{problem.Detail} It is {address}.",
    };

    private static VendorErrors? VendorOf(HttpRequest request) => request.HttpContext.RequestServices.GetServices<VendorErrors>()
        .FirstOrDefault(vendor => request.Path.StartsWithSegments(vendor.Path, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<string, object?> ProblemDetails(Problem problem, string requestId)
    {
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = $"urn:ipaccess:problem:{problem.Slug}",
            ["title"] = problem.Title,
            ["status"] = problem.Status,
            ["detail"] = problem.Detail,
            ["request_id"] = requestId,
        };
        if (problem.Errors.Count > 0)
        {
            body["errors"] = problem.Errors;
        }

        if (problem.YourAddress is { } address)
        {
            body["your_address"] = address.Length > 0 ? address : null;
        }

        return body;
    }
}
