using System.Text.Json;
using IpAccess.Http.Messages;
using IpAccess.Text;

namespace IpAccess.Checks;

/// <summary>The questions of a request.</summary>
/// <param name="Questions">One, or those of a list in its order.</param>
/// <param name="IsBatch">Whether they came as a list, and are answered so.</param>
/// <param name="LeastVersion">The version that the list must have at least which decides; null for whichever it has.</param>
internal sealed record CheckRequest(IReadOnlyList<Question> Questions, bool IsBatch, long? LeastVersion)
{
    /// <summary>The query parameters of a question.</summary>
    public static readonly string[] Parameters = ["ip", "surface", MinVersion];

    private const string MinVersion = "min_version";

    private const string Checks = "checks";
    private const int MaxQuestions = 1000;
    private static readonly string[] Members = ["ip", "surface", "method", "authenticated", "credential", "user_agent", "path", "record"];

    /// <summary>Reads the one question of a query; what is wrong becomes a fault.</summary>
    public static CheckRequest ReadQuery(QueryFields query)
    {
        var question = new Question
        {
            Client = AddressText.Read(query.Text("ip"), "ip", query.Faults),
            Surface = Token.Read(query.Text("surface"), "surface", query.Faults),
        };
        return new([question], IsBatch: false, query.LongNumber(MinVersion, 1, long.MaxValue));
    }

    /// <summary>Reads a body with one question, or with many; what is wrong becomes a fault.</summary>
    public static CheckRequest ReadBody(JsonElement root, Faults faults)
    {
        if (JsonFields.IsIn(root, Checks))
        {
            var batch = new JsonFields(root, string.Empty, faults, Checks, MinVersion);
            var items = batch.Items(Checks, MaxQuestions);
            return new([.. items.Select(item => ReadOne(new(item.Item, item.At, faults, Members), faults))], IsBatch: true, ReadLeast(batch));
        }

        // A batch that is null is none: clients write out what they leave open.
        var one = new JsonFields(root, string.Empty, faults, [.. Members, Checks, MinVersion]);
        return new([ReadOne(one, faults)], IsBatch: false, ReadLeast(one));
    }

    private static long? ReadLeast(JsonFields fields) => fields.Number(MinVersion, 1, long.MaxValue);

    private static Question ReadOne(JsonFields fields, Faults faults)
    {
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
