using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IpAccess.Networks;

namespace IpAccess.Allowlists;

/// <summary>Settings as they are stored: JSON. Members that are missing have their first values.</summary>
internal static class SettingsText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new AddressConverter() },
    };

    /// <summary>The settings as JSON. Settings are equal where their texts are.</summary>
    public static string Write(AllowlistSettings settings) => JsonSerializer.Serialize(settings, Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static AllowlistSettings Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<AllowlistSettings>(text, Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("Stored settings can not be read.", exception);
        }
    }

    /// <summary>Whether two settings say the same. Records compare their arrays by identity, so that <c>==</c> does not tell.</summary>
    public static bool AreSame(AllowlistSettings one, AllowlistSettings other) =>
        string.Equals(Write(one), Write(other), StringComparison.Ordinal);

    /// <summary>An address as its bits in hex: 8 digits for IPv4, 32 for IPv6.</summary>
    private sealed class AddressConverter : JsonConverter<Address>
    {
        public override Address Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString() ?? string.Empty;
            var isNumber = UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits);
            return (isNumber, text.Length) switch
            {
                (true, 8) => Address.IPv4((uint)bits),
                (true, 32) => Address.IPv6(bits),
                _ => throw new JsonException($"'{text}' is no address."),
            };
        }

        public override void Write(Utf8JsonWriter writer, Address value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Bits.ToString(value.IsIPv4 ? "x8" : "x32", CultureInfo.InvariantCulture));
    }
}
