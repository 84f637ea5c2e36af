using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IpAccess.Http.Messages;

/// <summary>How the service writes JSON.</summary>
internal static class ApiJson
{
    /// <summary>Snake case for members and enum values; characters as they are, since no answer is ever part of a page.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>A number that may be larger than JSON's readers can take: as a decimal text.</summary>
    public static string Number(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);

}
