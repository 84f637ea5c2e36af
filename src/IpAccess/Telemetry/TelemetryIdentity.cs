using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace IpAccess.Telemetry;

/// <summary>As whom telemetry is sent to Application Insights.</summary>
public static class TelemetryIdentity
{
    private static readonly string[] Settings = ["Storage:clientId", "AZURE_CLIENT_ID"];

    /// <summary>
    /// The user-assigned managed identity that the settings name, the one of storage first; null for none: then the connection
    /// string has to be enough.
    /// </summary>
    public static TokenCredential? Of(IConfiguration configuration) =>
        Settings.Select(setting => configuration[setting]).FirstOrDefault(id => !string.IsNullOrWhiteSpace(id)) is { } client
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
            : null;
}
