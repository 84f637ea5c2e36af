using System.Text.Json;
using IpAccess.Testing;

namespace IpAccess.InfraTests;

/// <summary>What a parameter file deploys: the predicted resources, and the template they come from.</summary>
internal sealed class Deployment
{
    private const string NoId = "00000000-0000-0000-0000-000000000000";
    private const string Location = "westeurope";

    private readonly JsonElement snapshot;
    private readonly Lazy<JsonElement> template;

    private Deployment(JsonElement snapshot, Lazy<JsonElement> template)
    {
        (this.snapshot, this.template) = (snapshot, template);
        Resources = [.. snapshot.GetProperty("predictedResources").EnumerateArray().Select(resource => new Resource(resource))];
    }

    /// <summary>The folder of the templates.</summary>
    public static string Folder { get; } = Repository.PathOf("infra");

    /// <summary>The parameter files by what they are called without their ending.</summary>
    public static TheoryData<string> Names => ["main", "production"];

    /// <summary>What the snapshot command is told beside the parameter file, so that it says the same everywhere.</summary>
    public static IReadOnlyList<string> Place { get; } =
        ["--tenant-id", NoId, "--subscription-id", NoId, "--location", Location];

    /// <summary>All resources.</summary>
    public IReadOnlyList<Resource> Resources { get; }

    /// <summary>The whole compiled template.</summary>
    public JsonElement Template => template.Value;

    /// <summary>The outputs of the deployment as far as they are known before it.</summary>
    public JsonElement Outputs => snapshot.GetProperty("outputs");

    /// <summary>The resources of a type.</summary>
    public IEnumerable<Resource> Of(string type) =>
        Resources.Where(resource => resource.Type.Equals(type, StringComparison.OrdinalIgnoreCase));

    /// <summary>The settings of the function app.</summary>
    public IReadOnlyDictionary<string, string> Settings() => Of("Microsoft.Web/sites/config")
        .Where(config => config.Name.EndsWith("/appsettings", StringComparison.Ordinal))
        .SelectMany(config => config.Json.GetProperty("properties").EnumerateObject())
        .ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!, StringComparer.Ordinal);

    /// <summary>The deployment of a parameter file as its committed snapshot has it.</summary>
    public static Deployment Committed(BicepServer bicep, string name) =>
        new(JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.snapshot.json"))), TemplateIn(bicep, Folder));

    /// <summary>The deployment of a parameter file, compiled from a folder now.</summary>
    public static Deployment Compile(BicepServer bicep, string folder, string name)
    {
        var metadata = new { tenantId = NoId, subscriptionId = NoId, location = Location };
        var answer = bicep.Call("bicep/getSnapshot", new { path = Path.Combine(folder, $"{name}.bicepparam"), metadata });
        return new(JsonElement.Parse(answer.GetProperty("snapshot").GetString()!), TemplateIn(bicep, folder));
    }

    private static Lazy<JsonElement> TemplateIn(BicepServer bicep, string folder) => new(() => JsonElement.Parse(
        bicep.Call("bicep/compile", new { path = Path.Combine(folder, "main.bicep") }).GetProperty("contents").GetString()!));
}
