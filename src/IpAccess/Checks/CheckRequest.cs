using System.Text.Json;
using IpAccess.Http.Messages;
using IpAccess.Text;

namespace IpAccess.Checks;

/// <summary>The questions of a request.</summary>
/// <param name="Questions">One, or those of a list in its order.</param>
/// <param name="IsBatch">Whether they came as a list, and are answered so.</param>
internal sealed record CheckRequest(IReadOnlyList<Question> Questions, bool IsBatch)
{
    /// <summary>The query parameters of a question.</summary>
    public static readonly string[] Parameters = ["ip", "surface"];

    private const int MaxQuestions = 1000;

    /// <summary>Reads the one question of a query; what is wrong becomes a fault.</summary>
    public static Question ReadQuery(QueryFields query) => new()
    {
        Client = AddressText.Read(query.Text("ip"), "ip", query.Faults),
        Surface = Token.Read(query.Text("surface"), "surface", query.Faults),
    };

    /// <summary>Reads a body with one question, or with many; what is wrong becomes a fault.</summary>
    public static CheckRequest ReadBody(JsonElement root, Faults faults)
    {
        var isBatch = JsonFields.IsIn(root, "checks");
        if (!isBatch)
        {
            return new([ReadOne(root, string.Empty, faults)], IsBatch: false);
        }

        var items = new JsonFields(root, string.Empty, faults, "checks").Items("checks", MaxQuestions);
        return new([.. items.Select(item => ReadOne(item.Item, item.At, faults))], IsBatch: true);
    }

    private static Question ReadOne(JsonElement element, string at, Faults faults)
    {
        string[] known = ["ip", "surface", "method", "authenticated", "credential", "user_agent", "path", "record"];

        // A batch that is null is none: clients write out what they leave open.
        var fields = new JsonFields(element, at, faults, at.Length > 0 ? known : [.. known, "checks"]);

        // Where the client went is taken, since apps have it at hand, but not kept: no answer shows it.
        _ = fields.Text("path");
        return new()
        {
            Client = fields.Text("ip", required: true) is { } ip ? AddressText.Read(ip, fields.At("ip"), faults) : default,
            Surface = Token.Read(fields.Text("surface"), fields.At("surface"), faults),
            Method = Token.Read(fields.Text("method"), fields.At("method"), faults),
            IsAuthenticated = fields.Flag("authenticated") ?? false,
            Credential = ClientText.Keep(fields.Text("credential"), ClientText.CredentialCharacters),
            UserAgent = ClientText.Keep(fields.Text("user_agent"), ClientText.UserAgentCharacters),
            IsRecorded = fields.Flag("record") ?? true,
        };
    }
}
