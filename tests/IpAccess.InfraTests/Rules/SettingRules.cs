using System.Reflection;
using IpAccess.Storage.Clients;
using IpAccess.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace IpAccess.InfraTests.Rules;

/// <summary>Every setting is one that the options or the platform read, and those that must be there are.</summary>
internal static class SettingRules
{
    // https://learn.microsoft.com/azure/azure-functions/functions-app-settings
    private static readonly string[] Platform =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AzureWebJobsDisableHomepage",
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential",
    ];

    // docs/settings.md: a connection by identity.
    private static readonly string[] Connection =
    [
        .. typeof(StorageOptions).GetProperties().Select(property => property.GetCustomAttribute<ConfigurationKeyNameAttribute>())
            .OfType<ConfigurationKeyNameAttribute>().Select(setting => $"{StorageOptions.Section}__{setting.Name}"),
    ];

    private static readonly string[] Options =
        [.. Names(typeof(IpAccessOptions), IpAccessOptions.Section).Except(["IpAccess__Host"], StringComparer.Ordinal)];

    private static readonly string[] Required =
        [.. Platform, .. Connection, "IpAccess__OperatorKeySha256", "IpAccess__ClientAddress__Mode"];

    /// <summary>What is wrong with a deployment.</summary>
    public static IEnumerable<string> Faults(Deployment deployment)
    {
        var settings = deployment.Settings();
        return
        [
            .. settings.Keys.Except([.. Platform, .. Connection, .. Options], StringComparer.Ordinal).Select(name => $"setting {name}: nothing reads it"),
            .. Required.Except(settings.Keys, StringComparer.Ordinal).Select(name => $"setting {name} is missing"),
            .. Part(settings, "Storage__queueServiceUri", "'queue'"),
            .. Part(settings, "Storage__tableServiceUri", "'table'"),
            .. Is(settings, "Storage__credential", "managedidentity"),
            .. Is(settings, "AzureWebJobsStorage__credential", "managedidentity"),
            .. Is(settings, "AzureWebJobsDisableHomepage", SampleSettings.Values["AzureWebJobsDisableHomepage"]),
            .. Is(settings, "IpAccess__OperatorKeySha256", "[parameters('operatorKeySha256')]"),
            .. Unsound(settings),
        ];
    }

    private static IEnumerable<string> Is(IReadOnlyDictionary<string, string> settings, string name, string value) =>
        settings.GetValueOrDefault(name) == value ? [] : [$"setting {name} is not {value}"];

    private static IEnumerable<string> Part(IReadOnlyDictionary<string, string> settings, string name, string part) =>
        settings.GetValueOrDefault(name)?.Contains(part, StringComparison.Ordinal) == true ? [] : [$"setting {name} is not the {part} part"];

    // What the service itself says of these settings at its start, as far as they are known before the deployment.
    private static IEnumerable<string> Unsound(IReadOnlyDictionary<string, string> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings
            .Where(setting => setting.Key.StartsWith("IpAccess__", StringComparison.Ordinal) && !setting.Value.StartsWith('['))
            .Concat(settings.Where(setting => setting.Key.StartsWith("Storage__", StringComparison.Ordinal)).Select(KnownLater))
            .Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)));
        builder.AddIpAccess(HostKind.Functions);
        using var host = builder.Build();
        return [.. FaultsOf<IpAccessOptions>(host), .. FaultsOf<StorageOptions>(host)];
    }

    // What storage is called is known with the deployment: until then any address and any identity stands for it.
    private static KeyValuePair<string, string> KnownLater(KeyValuePair<string, string> setting) =>
        setting.Value.StartsWith('[') ? new(setting.Key, "https://known.later.example") : setting;

    private static IEnumerable<string> FaultsOf<T>(IHost host)
        where T : class
    {
        try
        {
            _ = host.Services.GetRequiredService<IOptions<T>>().Value;
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures;
        }
    }

    private static IEnumerable<string> Names(Type options, string section) => options.GetProperties().SelectMany(property =>
        property.PropertyType.IsClass && property.PropertyType.Assembly == options.Assembly
            ? Names(property.PropertyType, $"{section}__{property.Name}")
            : [$"{section}__{property.Name}"]);
}
