using System.Text.Json;
using NJsonSchema;

namespace IpAccess.Testing.Attempts;

/// <summary>The published schema of the messages in the queue <c>access-attempts</c>, read by a validator that is not ours.</summary>
internal static class MessageSchema
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly Lazy<Task<JsonSchema>> Schema = new(() =>
        JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Attempts", "access-attempts.schema.json")));

    /// <summary>Whether a text is strict JSON and valid under the schema.</summary>
    public static async Task<bool> AcceptsAsync(string json) => await FaultOfAsync(json) is null;

    /// <summary>Why <see cref="AcceptsAsync"/> refuses a text; null where it does not.</summary>
    public static async Task<string?> FaultOfAsync(string json)
    {
        try
        {
            // The validator's own reader is lax: it takes comments, single quotes and members twice.
            using var strict = JsonDocument.Parse(json, Strict);
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }

        var faults = (await Schema.Value).Validate(json);
        return faults.Count == 0 ? null : string.Join(Environment.NewLine, faults);
    }
}
