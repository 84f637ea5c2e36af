using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Packing;

namespace IpAccess.Snapshots;

/// <summary>What a snapshot says of all its rules at once, as JSON. Members that a reader does not know are passed over.</summary>
/// <param name="Account">The account.</param>
/// <param name="Identity">What tells its content from any other.</param>
/// <param name="State">What decides.</param>
internal sealed record SnapshotHead(string Account, string Identity, StateHead State)
{
    /// <summary>The head of a content.</summary>
    public static SnapshotHead Of(SnapshotContent content) => new(content.Account, content.Identity, StateHead.Of(content.State));
}

/// <summary>What a snapshot says of a state that reverts another.</summary>
/// <param name="At">When it begins to decide, in Unix seconds.</param>
/// <param name="State">What decides then.</param>
internal sealed record RevertHead(long At, StateHead State)
{
    /// <summary>The head of a content.</summary>
    public static RevertHead Of(RevertContent content) => new(content.At, StateHead.Of(content.State));
}

/// <summary>What a snapshot says of a state, its rules apart.</summary>
/// <param name="Version">The version of the list.</param>
/// <param name="IsEmptyList">Whether the list has no rule at all, disabled ones included.</param>
/// <param name="Settings">Its settings.</param>
internal sealed record StateHead(long Version, bool IsEmptyList, SettingsHead Settings)
{
    /// <summary>The head of a content.</summary>
    public static StateHead Of(StateContent content) => new(content.Version, content.Rules.IsEmptyList, SettingsHead.Of(content.Settings));
}

/// <summary>Settings as a snapshot says them.</summary>
internal sealed record SettingsHead
{
    public required Mode Mode { get; init; }

    public required UnknownPolicy Unknown { get; init; }

    public required EmptyList EmptyList { get; init; }

    public required FailurePolicy OnFailure { get; init; }

    public required ImmutableArray<string> ExemptSurfaces { get; init; }

    public required ImmutableArray<RecoveryHead> Recoveries { get; init; }

    public int? MaxStaleSeconds { get; init; }

    public long? LearningUntil { get; init; }

    /// <summary>The head of settings.</summary>
    public static SettingsHead Of(DecisionSettings settings) => new()
    {
        Mode = settings.Mode,
        Unknown = settings.Unknown,
        EmptyList = settings.EmptyList,
        OnFailure = settings.OnFailure,
        ExemptSurfaces = settings.ExemptSurfaces,
        Recoveries = [.. settings.Recoveries.Select(recovery => new RecoveryHead(recovery.Address, recovery.Until))],
        MaxStaleSeconds = settings.MaxStaleSeconds,
        LearningUntil = settings.LearningUntil,
    };

    /// <summary>The settings that were meant.</summary>
    /// <exception cref="InvalidDataException">They can not be meant.</exception>
    public DecisionSettings ToSettings()
    {
        // The serializer holds members to be there, but not what is in an array.
        PackReader.Require(!ExemptSurfaces.Contains(null!) && !Recoveries.Contains(null!), "an entry of the head is null");
        return new()
        {
            Mode = Mode,
            Unknown = Unknown,
            EmptyList = EmptyList,
            OnFailure = OnFailure,
            ExemptSurfaces = ExemptSurfaces,
            Recoveries = [.. Recoveries.Select(recovery => new Recovery(recovery.Address, recovery.Until, null))],
            MaxStaleSeconds = MaxStaleSeconds,
            LearningUntil = LearningUntil,
        };
    }
}

/// <summary>A recovery, without its reason.</summary>
/// <param name="Until">When it ends, in Unix seconds.</param>
internal sealed record RecoveryHead(Address Address, long Until);

/// <summary>How heads are JSON.</summary>
internal static class HeadJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new AddressConverter() },
    };

    /// <summary>A head as JSON.</summary>
    public static byte[] Write<T>(T head) => JsonSerializer.SerializeToUtf8Bytes(head, Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Packed bytes can not be read: {exception.Message}", exception);
        }
    }

    private sealed class AddressConverter : JsonConverter<Address>
    {
        public override Address Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            NetworkText.TryParseAddress(reader.GetString(), out var address) ? address : throw new JsonException("An address is none.");

        public override void Write(Utf8JsonWriter writer, Address value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
