using System.Text.Json;
using System.Text.RegularExpressions;
using IpAccess.Text;

namespace IpAccess.InfraTests.Rules;

/// <summary>The template asks for no keys, and tells no secret to whoever may read the history of deployments.</summary>
internal static partial class TemplateRules
{
    /// <summary>What is wrong with a deployment.</summary>
    public static IEnumerable<string> Faults(Deployment deployment) => [.. Lists(deployment), .. Leaks(deployment.Template, "main")];

    private static IEnumerable<string> Lists(Deployment deployment) => ListCall.Matches(deployment.Template.GetRawText())
        .Select(call => call.Value).Distinct(StringComparer.Ordinal).Select(call => $"the template calls {call}");

    // Outputs and plain parameters stay readable in the history of deployments, those of modules too.
    private static IEnumerable<string> Leaks(JsonElement template, string where)
    {
        var parameters = Members(template, "parameters").ToDictionary(
            parameter => parameter.Name, parameter => parameter.Value.GetProperty("type").GetString()!, StringComparer.Ordinal);
        var secure = parameters.Where(parameter => IsSecure(parameter.Value)).Select(parameter => parameter.Key).ToList();
        return
        [
            .. parameters.Where(parameter => SecretName.IsMatch(parameter.Key) && !IsSecure(parameter.Value))
                .Select(parameter => $"{where}: the parameter {parameter.Key} holds a secret, but is not secure"),
            .. Members(template, "outputs").Where(output => Tells($"{output.Name} {output.Value.GetProperty("value")}", secure))
                .Select(output => $"{where}: the output {output.Name} tells a secret"),
            .. Members(template, "resources").Where(IsModule)
                .SelectMany(module => Leaks(module.Value.GetProperty("properties").GetProperty("template"), module.Name)),
        ];
    }

    private static bool Tells(string output, IEnumerable<string> secure) =>
        SecretName.IsMatch(output) || secure.Any(parameter => output.Contains($"parameters('{parameter}')", StringComparison.Ordinal));

    private static bool IsSecure(string type) => type.StartsWith("secure", StringComparison.OrdinalIgnoreCase);

    private static bool IsModule(JsonProperty resource) =>
        resource.Value.GetProperty("type").GetString() == "Microsoft.Resources/deployments";

    private static JsonElement.ObjectEnumerator Members(JsonElement template, string name) =>
        template.TryGetProperty(name, out var members) ? members.EnumerateObject() : default;

    [GeneratedRegex(@"\blist[A-Z]\w*\(")]
    private static partial Regex ListCall { get; }

    [GeneratedRegex(@"sha256|password|secret|connectionstring|instrumentationkey|accesskey|apikey|sas(token)?\b", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName { get; }
}
