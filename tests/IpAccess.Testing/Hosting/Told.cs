using System.Text.Json;

namespace IpAccess.Testing.Hosting;

/// <summary>Problems as a route tells them: in the service's own shape, or in that of the vendor whose clients call it.</summary>
internal static class Told
{
    private static readonly Dictionary<string, string> IncidentIoTypes = new(StringComparer.Ordinal)
    {
        ["invalid-request"] = "validation_error",
        ["invalid-address"] = "validation_error",
        ["would-lock-you-out"] = "validation_error",
        ["unauthorized"] = "authentication_error",
        ["forbidden"] = "resource_forbidden",
    };

    /// <summary>Whether a vendor's clients call this path.</summary>
    public static bool IsVendors(string path) => IsSendGrids(path) || IsIncidentIos(path);

    /// <summary>The status of a problem whose own status is this.</summary>
    public static int Status(string path, string slug, int status) =>
        IsIncidentIos(path) && IncidentIoTypes.GetValueOrDefault(slug) == "validation_error" ? 422 : status;

    /// <summary>What the body says, which must be the problem in the path's shape.</summary>
    public static string Text(string path, string slug, JsonElement body)
    {
        if (IsSendGrids(path))
        {
            Assert.Equal("errors", Calls.MembersOf(body));
            return Errors(body, "message field help");
        }

        if (IsIncidentIos(path))
        {
            Assert.Equal("type status request_id errors", Calls.MembersOf(body));
            Assert.Equal(IncidentIoTypes.GetValueOrDefault(slug) ?? slug.Replace('-', '_'), body.GetProperty("type").GetString());
            return Errors(body, "code message", "code message source");
        }

        Assert.Equal(slug, Calls.Slug(body));
        return body.GetProperty("detail").GetString()!;
    }

    private static bool IsSendGrids(string path) => path.StartsWith("/v3", StringComparison.Ordinal);

    private static bool IsIncidentIos(string path) => path.StartsWith("/v1/ip_allowlists", StringComparison.Ordinal);

    private static string Errors(JsonElement body, params string[] members)
    {
        var errors = body.GetProperty("errors").EnumerateArray().ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.Contains(Calls.MembersOf(error), members));
        Assert.All(errors, error => Assert.NotEmpty(error.GetProperty("message").GetString()!));
        return string.Join(' ', errors.Select(error => error.GetProperty("message").GetString()));
    }
}
