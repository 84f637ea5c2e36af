using System.Text.Json;
using IpAccess.Http;
using IpAccess.Networks;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Checks;

/// <summary>One question: may this address come in here?</summary>
/// <param name="Client">The address.</param>
/// <param name="Surface">Where; null for anywhere.</param>
internal readonly record struct Question(Address Client, string? Surface);

/// <summary>The questions of a request.</summary>
/// <param name="Questions">Them, in order.</param>
/// <param name="IsBatch">Whether they came as a list, and are answered so.</param>
internal sealed record CheckRequest(IReadOnlyList<Question> Questions, bool IsBatch)
{
    private const int MaxQuestions = 1000;

    /// <summary>Reads the one question of a query; what is wrong becomes a fault.</summary>
    public static Question ReadQuery(HttpRequest request, Faults faults)
    {
        var query = new QueryFields(request, faults, "ip", "surface");
        return new(ClientOf(query.Text("ip"), "ip", faults), Token.Read(query.Text("surface"), "surface", faults));
    }

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
        var fields = new JsonFields(element, at, faults, "ip", "surface");
        var client = fields.Text("ip", required: true) is { } ip ? ClientOf(ip, fields.At("ip"), faults) : default;
        return new(client, Token.Read(fields.Text("surface"), fields.At("surface"), faults));
    }

    private static Address ClientOf(string? ip, string at, Faults faults)
    {
        if (!NetworkText.TryParseAddress(ip, out var client))
        {
            faults.AddAddress(at, ip, "not_an_address", "Exactly one IPv4 or IPv6 address is needed here, without a prefix, port or zone.");
        }

        return client;
    }
}
