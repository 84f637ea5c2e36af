using System.Text.RegularExpressions;
using IpAccess.Testing;
using IpAccess.Testing.Attempts;
using IpAccess.Text;

namespace IpAccess.InfraTests.Rules;

/// <summary>The app runs what is built, as one identity, where azd looks for it.</summary>
internal static partial class RuntimeRules
{
    private const string Site = "Microsoft.Web/sites";

    /// <summary>What is wrong with a deployment.</summary>
    public static IEnumerable<string> Faults(Deployment deployment) =>
    [
        .. Expect.Every(deployment, "Microsoft.Web/serverfarms", "sku.name", "FC1"),
        .. Expect.Every(deployment, Site, "properties.functionAppConfig.runtime.name", Sample("FUNCTIONS_WORKER_RUNTIME")),
        .. Expect.Every(deployment, Site, "properties.functionAppConfig.runtime.version", Framework()),
        .. Expect.Every(deployment, Site, "properties.functionAppConfig.deployment.storage.type", "blobContainer"),
        .. Expect.Every(deployment, Site, "tags.azd-service-name", Service()),
        .. deployment.Of(Site).SelectMany(OneIdentity),
        .. deployment.Of(Site).Where(app => app.Text("properties.functionAppConfig.scaleAndConcurrency.alwaysReady.0.name") is not (null or "http"))
            .Select(_ => "the instances that wait do not wait for HTTP calls"),
    ];

    private static IEnumerable<string> OneIdentity(Resource app)
    {
        var identities = app.At("identity.userAssignedIdentities")?.EnumerateObject().Select(identity => identity.Name).ToList() ?? [];
        var deploys = app.Text("properties.functionAppConfig.deployment.storage.authentication.userAssignedIdentityResourceId");
        return identities.Count == 1 && identities[0] == deploys && app.Text("identity.type") == "UserAssigned"
            ? []
            : [$"the function app is not one user-assigned identity: {string.Join(", ", identities)}; its package is read as {deploys}"];
    }

    private static string Sample(string name) => SampleSettings.Values[name];

    private static string Framework() => TargetFramework.Match(File.ReadAllText(Repository.PathOf("Directory.Build.props"))).Groups[1].Value;

    private static string Service() => ServiceName.Match(File.ReadAllText(Repository.PathOf("azure.yaml"))).Groups[1].Value;

    [GeneratedRegex(@"<TargetFramework>net([\d.]+)</TargetFramework>")]
    private static partial Regex TargetFramework { get; }

    [GeneratedRegex(@"(?m)^services:\n  (\w+):\n    project: src/IpAccessFunctions$")]
    private static partial Regex ServiceName { get; }
}
