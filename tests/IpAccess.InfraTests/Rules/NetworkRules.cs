namespace IpAccess.InfraTests.Rules;

/// <summary>With a private network, storage is reached through it and by nobody else; without one there is none.</summary>
internal static class NetworkRules
{
    private const string Storage = "Microsoft.Storage/storageAccounts";
    private const string Endpoint = "Microsoft.Network/privateEndpoints";

    private static readonly string[] Parts = ["blob", "queue", "table"];

    /// <summary>What is wrong with a deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="isPrivate">Whether it has a private network.</param>
    public static IEnumerable<string> Faults(Deployment deployment, bool isPrivate) => isPrivate
        ?
        [
            .. Expect.Every(deployment, Storage, "properties.publicNetworkAccess", "Disabled"),
            .. Expect.Every(deployment, Storage, "properties.networkAcls.defaultAction", "Deny"),
            .. Expect.Same("private endpoints", Parts, deployment.Of(Endpoint).Select(endpoint =>
                endpoint.Text("properties.privateLinkServiceConnections.0.properties.groupIds.0") ?? "missing")),
            .. Expect.Same("groups of private names", Parts, deployment.Of($"{Endpoint}/privateDnsZoneGroups").Select(group =>
                group.Text("properties.privateDnsZoneConfigs.0.name") ?? "missing")),
            .. Expect.Same("private names", Parts, deployment.Of("Microsoft.Network/privateDnsZones").Select(zone =>
                Parts.FirstOrDefault(part => zone.Name.Contains($"'{part}'", StringComparison.Ordinal)) ?? zone.Name)),
            .. deployment.Of("Microsoft.Web/sites").Where(app => !Delegated(deployment).Contains(app.Text("properties.virtualNetworkSubnetId")))
                .Select(app => $"{app.LastName} does not send from a subnet that is delegated to Flex Consumption"),
        ]
        : deployment.Resources.Where(resource => resource.Type.StartsWith("Microsoft.Network/", StringComparison.Ordinal))
            .Select(resource => $"{resource.Type} without a private network");

    private static HashSet<string?> Delegated(Deployment deployment) =>
    [
        .. deployment.Of("Microsoft.Network/virtualNetworks").SelectMany(network =>
            network.At("properties.subnets")!.Value.EnumerateArray().Select(subnet => new Resource(subnet))
                .Where(subnet => subnet.Text("properties.delegations.0.properties.serviceName") == "Microsoft.App/environments")
                .Select(subnet => $"{network.Id}/subnets/{subnet.Name}")),
    ];
}
