using System.Text.Json;

namespace IpAccess.Decisions;

/// <summary>The names of reasons, as the API and metrics write them. Asking for one allocates nothing.</summary>
internal static class ReasonNames
{
    private static readonly string[] Names = [.. Enum.GetNames<Reason>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>The name of a reason, such as <c>not_listed</c>.</summary>
    public static string Of(Reason reason) => Names[(int)reason];
}
