using System.Text.Json;
using IpAccess.Attempts.Entries;
using IpAccess.Text;

namespace IpAccess.Attempts.Queue;

/// <summary>The JSON of a message in the queue <c>access-attempts</c> (docs/attempts.md, "The queue", access-attempts.schema.json).</summary>
internal static class MessageJson
{
    /// <summary>The bytes of a message's JSON, at most: as Base64 they are the 64 KiB that a queue takes.</summary>
    public const int MostBytes = 48 * 1024;

    private const int Version = 1;

    // The queue bindings of Azure Functions add it to every object: https://github.com/Azure/azure-webjobs-sdk.
    private const string AddedByBindings = "$AzureWebJobsParentId";

    /// <summary>Reads a message; what is wrong with it becomes a fault.</summary>
    /// <param name="bounds">Which times the attempts may have.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static AttemptMessage Read(JsonElement root, TimeBounds bounds, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "v", "id", "account", "attempts", AddedByBindings);
        fields.Number("v", Version, Version, required: true);
        var id = Token.Read(fields.Text("id", required: true), fields.At("id"), faults);
        var account = AccountId.Read(fields.Text("account", required: true), fields.At("account"), faults);
        var attempts = AttemptFields.ReadAll(fields, AttemptMessage.MostAttempts, bounds, faults);
        return new(id ?? string.Empty, account ?? string.Empty, attempts);
    }

    /// <summary>The message as JSON text.</summary>
    public static string Write(AttemptMessage message) => JsonSerializer.Serialize(
        new
        {
            V = Version,
            message.Id,
            message.Account,
            Attempts = message.Attempts.Select(AttemptFields.ToView),
        },
        AttemptFields.Options);
}
