using System.Text.Json;
using IpAccess.Testing;

namespace IpAccess.InfraTests;

/// <summary>The settings of <c>local.settings.sample.json</c>.</summary>
internal static class SampleSettings
{
    /// <summary>Their values by their names.</summary>
    public static IReadOnlyDictionary<string, string> Values { get; } = JsonElement
        .Parse(File.ReadAllText(Repository.PathOf("local.settings.sample.json")))
        .GetProperty(nameof(Values)).EnumerateObject()
        .ToDictionary(value => value.Name, value => value.Value.GetString()!, StringComparer.Ordinal);
}
