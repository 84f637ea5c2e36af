using IpAccess.Storage;
using IpAccess.Text;

namespace IpAccess.InfraTests.Rules;

/// <summary>What the deployment creates is called what the code calls it.</summary>
internal static class NameRules
{
    private const string Storage = "Microsoft.Storage/storageAccounts";

    /// <summary>What is wrong with a deployment.</summary>
    public static IEnumerable<string> Faults(Deployment deployment) =>
    [
        .. Expect.Same("tables", TableNames.All, Names(deployment, $"{Storage}/tableServices/tables")),
        .. Expect.Same("queues", QueueNames.All, Names(deployment, $"{Storage}/queueServices/queues")),
        .. Names(deployment, $"{Storage}/blobServices/containers").SelectMany(container => Package(deployment, container)),
    ];

    private static IEnumerable<string> Names(Deployment deployment, string type) =>
        deployment.Of(type).Select(resource => resource.LastName);

    private static IEnumerable<string> Package(Deployment deployment, string container) => deployment.Of("Microsoft.Web/sites")
        .Select(app => app.Text("properties.functionAppConfig.deployment.storage.value") ?? "missing")
        .Where(place => !(place.Contains("'blob'", StringComparison.Ordinal) && place.EndsWith($"'{container}')]", StringComparison.Ordinal)))
        .Select(place => $"the package of the function app is at {place}, not in the container {container}");
}
