namespace IpAccess.InfraTests;

/// <summary>A mistake that someone could make in the templates, and what the rules say of it.</summary>
/// <param name="Name">What the mistake is.</param>
/// <param name="File">The file that it is made in.</param>
/// <param name="Right">What the file says.</param>
/// <param name="Wrong">What it would say.</param>
/// <param name="Fault">Words of the fault that it must be found by.</param>
public sealed record SeededMistake(string Name, string File, string Right, string Wrong, string Fault)
{
    private const string Storage = "modules/storage.bicep";
    private const string Roles = "modules/roles.bicep";
    private const string App = "modules/function-app.bicep";
    private const string Names = "modules/names.bicep";
    private const string Network = "modules/network.bicep";

    /// <summary>All of them.</summary>
    public static TheoryData<SeededMistake> All =>
    [
        new("wrong role", Roles, "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "b24988ac-6180-42a0-ab88-20f7382dd24c", "b24988ac-6180-42a0-ab88-20f7382dd24c on storageAccounts is too much"),
        new("missing role", Roles, "  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'\n", "", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3 on storageAccounts is missing"),
        new("role by another name", Roles, "'Storage Queue Data Contributor'", "'Queue Data Contributor'", "asks for the role Storage Queue Data Contributor"),
        new("producers on the whole account", Roles, "scope: account::queues::attempts\n", "scope: account\n", "producer has c6a89b2d-59bc-44d0-9896-0f6e12d7b80a on storageAccounts is too much"),
        new("producers that may read", Roles, "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", "974c5e8b-45b9-4653-ba55-5f855dd0fb88", "producer has 974c5e8b-45b9-4653-ba55-5f855dd0fb88"),
        new("shared keys on", Storage, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "allowSharedKeyAccess is true"),
        new("shared keys left to the default", Storage, "    allowSharedKeyAccess: false\n", "", "allowSharedKeyAccess is missing"),
        new("TLS 1.0", Storage, "'TLS1_2'", "'TLS1_0'", "minimumTlsVersion is TLS1_0"),
        new("storage over HTTP", Storage, "supportsHttpsTrafficOnly: true", "supportsHttpsTrafficOnly: false", "supportsHttpsTrafficOnly is false"),
        new("public blobs", Storage, "allowBlobPublicAccess: false", "allowBlobPublicAccess: true", "allowBlobPublicAccess is true"),
        new("public package", Storage, "publicAccess: 'None'", "publicAccess: 'Blob'", "publicAccess is Blob"),
        new("storage open beside the private network", Storage, "privateOnly ? 'Disabled' : 'Enabled'", "'Enabled'", "publicNetworkAccess is Enabled"),
        new("queue renamed", Names, "var attemptsQueue = 'access-attempts'", "var attemptsQueue = 'attempts'", "queues: access-attempts is missing"),
        new("no poison queue", Storage, "[attemptsQueue, poisonQueue]", "[attemptsQueue]", "queues: access-attempts-poison is missing"),
        new("table forgotten", Names, "  'Poison'\n", "", "tables: Poison is missing"),
        new("package elsewhere", App, "}/${packageContainer}'", "}/package'", "not in the container app-package"),
        new("runtime misspelt", App, "name: 'dotnet-isolated'", "name: 'dotnet-isolatd'", "runtime.name is dotnet-isolatd"),
        new("another framework", App, "version: '10.0'", "version: '9.0'", "runtime.version is 9.0"),
        new("instances wait for something else", App, "name: 'http'\n", "name: 'https'\n", "do not wait for HTTP calls"),
        new("service unknown to azd", App, "'azd-service-name': 'api'", "'azd-service-name': 'app'", "azd-service-name is app"),
        new("app over HTTP", App, "httpsOnly: true", "httpsOnly: false", "httpsOnly is false"),
        new("app over TLS 1.0", App, " minTlsVersion: '1.2'", " minTlsVersion: '1.0'", "minTlsVersion is 1.0"),
        new("code by password", App, "    name: 'scm'\n    properties: {\n      allow: false", "    name: 'scm'\n    properties: {\n      allow: true", "allow is true"),
        new("telemetry by key", "modules/monitoring.bicep", "DisableLocalAuth: true", "DisableLocalAuth: false", "DisableLocalAuth is false"),
        new("logs by key", "modules/monitoring.bicep", " disableLocalAuth: true", " disableLocalAuth: false", "disableLocalAuth is false"),
        new("secret in an output", "main.bicep", "output AZURE_LOCATION string = location", "output AZURE_LOCATION string = operatorKeySha256", "the output AZURE_LOCATION tells a secret"),
        new("secret in an output of a module", App, "output name string = app.name", "output name string = insights.properties.ConnectionString", "app: the output name tells a secret"),
        new("secret in a plain parameter", App, "@secure()\n", "", "app: the parameter operatorKeySha256 holds a secret, but is not secure"),
        new("account key", Storage, "resource blobs '", "output key string = account.listKeys().keys[0].value\n\nresource blobs '", "the template calls listKeys("),
        new("setting misspelt", App, "IpAccess__OperatorKeySha256:", "IpAccess__OperatorKeySha265:", "setting IpAccess__OperatorKeySha265: nothing reads it"),
        new("setting forgotten", App, "      Storage__clientId: identityClientId\n", "", "setting Storage__clientId is missing"),
        new("parts of storage swapped", App, "Storage__queueServiceUri: storageUri(storageAccountName, 'queue')", "Storage__queueServiceUri: storageUri(storageAccountName, 'table')", "setting Storage__queueServiceUri is not the 'queue' part"),
        new("setting that the service refuses", App, "IpAccess__ClientAddress__Mode: 'connection'", "IpAccess__ClientAddress__Mode: 'forwarded_for'", "IpAccess:ClientAddress:Mode is forwarded_for"),
        new("credential misspelt", App, "      Storage__credential: 'managedidentity'", "      Storage__credential: 'managedidentities'", "Storage:credential is neither managedidentity nor unset"),
        new("setting that Flex Consumption refuses", App, "      AzureWebJobsDisableHomepage", "      FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'\n      AzureWebJobsDisableHomepage", "setting FUNCTIONS_WORKER_RUNTIME: nothing reads it"),
        new("metric misspelt", "modules/alerts/poison.kql", "ipaccess.poison.depth", "ipaccess.poison.length", "metrics of alerts: ipaccess.poison.depth is missing"),
        new("path misspelt", "modules/alerts/not-ready.kql", "/health/ready", "/healthz", "paths of alerts: /health/ready is missing"),
        new("alert off", "modules/alerts.bicep", "      enabled: true\n      autoMitigate", "      enabled: false\n      autoMitigate", "properties.enabled is false"),
        new("alert that nobody hears", "modules/alerts.bicep", "empty(emails) ? actionGroupIds : concat(actionGroupIds, [mail.id])", "actionGroupIds", "nobody is told"),
        new("part of storage without private endpoint", Network, "['blob', 'queue', 'table']", "['blob', 'queue']", "private endpoints: table is missing"),
        new("app beside the private network", App, "privateNetwork ? network::app.id : null", "null", "does not send from a subnet"),
        new("subnet without delegation", Network, "'Microsoft.App/environments'", "'Microsoft.Web/serverFarms'", "does not send from a subnet"),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
