using System.Text.Json;
using IpAccess.Text;

namespace IpAccess.Attempts;

/// <summary>A message of the queue <c>access-attempts</c> (docs/attempts.md, "The queue", access-attempts.schema.json).</summary>
/// <param name="Id">The producer's id of it: a message that comes twice counts once.</param>
/// <param name="Account">The account whose door it was.</param>
/// <param name="Attempts">1–30 entries.</param>
internal sealed record AttemptMessage(string Id, string Account, IReadOnlyList<Attempt> Attempts)
{
    /// <summary>The entries of a message, at most: with three row changes each, they fit into one transaction.</summary>
    public const int MostAttempts = 30;

    /// <summary>The bytes of a message's JSON, at most: as Base64 they are the 64 KiB that a queue takes.</summary>
    public const int MostBytes = 48 * 1024;

    private const int Version = 1;

    // The queue bindings of Azure Functions add it to every object: https://github.com/Azure/azure-webjobs-sdk.
    private const string AddedByBindings = "$AzureWebJobsParentId";

    /// <summary>Reads a message; what is wrong with it becomes a fault.</summary>
    /// <param name="root">The JSON.</param>
    /// <param name="bounds">Which times the attempts may have.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static AttemptMessage Read(JsonElement root, TimeBounds bounds, Faults faults)
    {
        var fields = new JsonFields(root, string.Empty, faults, "v", "id", "account", "attempts", AddedByBindings);
        fields.Number("v", Version, Version, required: true);
        var id = Token.Read(fields.Text("id", required: true), fields.At("id"), faults);
        var account = AccountId.Read(fields.Text("account", required: true), fields.At("account"), faults);
        var attempts = AttemptFields.ReadAll(fields, MostAttempts, bounds, faults);
        return new(id ?? string.Empty, account ?? string.Empty, attempts);
    }

    /// <summary>The message as JSON text.</summary>
    public string Write() => JsonSerializer.Serialize(
        new
        {
            V = Version,
            Id,
            Account,
            Attempts = Attempts.Select(AttemptFields.ToView),
        },
        AttemptFields.Options);
}
