namespace IpAccess.InfraTests.Rules;

/// <summary>Nothing is reached by a password, in the clear, or by everyone.</summary>
internal static class SecrecyRules
{
    private const string Storage = "Microsoft.Storage/storageAccounts";
    private const string Publishing = "Microsoft.Web/sites/basicPublishingCredentialsPolicies";

    /// <summary>What is wrong with a deployment.</summary>
    public static IEnumerable<string> Faults(Deployment deployment) =>
    [
        .. Expect.Every(deployment, Storage, "properties.allowSharedKeyAccess", "false"),
        .. Expect.Every(deployment, Storage, "properties.allowBlobPublicAccess", "false"),
        .. Expect.Every(deployment, Storage, "properties.defaultToOAuthAuthentication", "true"),
        .. Expect.Every(deployment, Storage, "properties.supportsHttpsTrafficOnly", "true"),
        .. Expect.Every(deployment, Storage, "properties.minimumTlsVersion", "TLS1_2"),
        .. Expect.Every(deployment, $"{Storage}/blobServices/containers", "properties.publicAccess", "None"),
        .. Expect.Every(deployment, "Microsoft.Web/sites", "properties.httpsOnly", "true"),
        .. Expect.Every(deployment, "Microsoft.Web/sites", "properties.siteConfig.minTlsVersion", "1.2"),
        .. Expect.Every(deployment, "Microsoft.Web/sites", "properties.siteConfig.scmMinTlsVersion", "1.2"),
        .. Expect.Every(deployment, Publishing, "properties.allow", "false"),
        .. Expect.Same(Publishing, ["ftp", "scm"], deployment.Of(Publishing).Select(policy => policy.LastName)),
        .. Expect.Every(deployment, "Microsoft.Insights/components", "properties.DisableLocalAuth", "true"),
        .. Expect.Every(deployment, "Microsoft.OperationalInsights/workspaces", "properties.features.disableLocalAuth", "true"),
    ];
}
