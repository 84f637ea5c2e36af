using System.Text.Json;

namespace IpAccess.InfraTests;

/// <summary>A predicted resource.</summary>
/// <param name="Json">All of it.</param>
internal sealed record Resource(JsonElement Json)
{
    /// <summary>Its type, such as <c>Microsoft.Web/sites</c>.</summary>
    public string Type => Json.GetProperty("type").GetString()!;

    /// <summary>Its whole name, with those of its parents.</summary>
    public string Name => Json.GetProperty("name").GetString()!;

    /// <summary>Its own name, without those of its parents.</summary>
    public string LastName => Name.Split('/')[^1];

    /// <summary>Its resource id.</summary>
    public string Id => Json.GetProperty("id").GetString()!;

    /// <summary>What a path of members holds, as text (<c>true</c> and <c>false</c> as JSON has them); null where a member is missing.</summary>
    public string? Text(string path) => At(path)?.ToString() switch
    {
        "True" => "true",
        "False" => "false",
        var text => text,
    };

    /// <summary>What a path of members holds; null where a member is missing. A number is a place in an array.</summary>
    public JsonElement? At(string path)
    {
        JsonElement? at = Json;
        foreach (var member in path.Split('.'))
        {
            at = at is not { } element ? null : Member(element, member);
        }

        return at;
    }

    private static JsonElement? Member(JsonElement element, string member) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty(member, out var value) => value,
        JsonValueKind.Array when int.Parse(member) < element.GetArrayLength() => element[int.Parse(member)],
        _ => null,
    };
}
