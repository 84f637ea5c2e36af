using Microsoft.Extensions.Configuration;

namespace IpAccess.Storage.Clients;

/// <summary>
/// How the storage account is reached (docs/settings.md): by a connection string, which is the setting <c>Storage</c> itself,
/// or as an identity, by the settings below it. Their names are those of the queue trigger's connection on Azure Functions:
/// https://learn.microsoft.com/azure/azure-functions/functions-reference#common-properties-for-identity-based-connections.
/// </summary>
internal sealed class StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Storage";

    /// <summary>The value of <see cref="Credential"/> for a managed identity.</summary>
    public const string ManagedIdentity = "managedidentity";

    /// <summary>The connection string; null for none.</summary>
    public string? ConnectionString { get; private set; }

    /// <summary>Where the tables are.</summary>
    [ConfigurationKeyName("tableServiceUri")]
    public string? TableServiceUri { get; set => field = Given(value); }

    /// <summary>Where the queues are.</summary>
    [ConfigurationKeyName("queueServiceUri")]
    public string? QueueServiceUri { get; set => field = Given(value); }

    /// <summary><see cref="ManagedIdentity"/>; unset: whoever the environment, or the developer's tools, are signed in as.</summary>
    [ConfigurationKeyName("credential")]
    public string? Credential { get; set => field = Given(value); }

    /// <summary>The client id of the user-assigned managed identity; unset: the system-assigned one.</summary>
    [ConfigurationKeyName("clientId")]
    public string? ClientId { get; set => field = Given(value); }

    /// <summary>Whether anything below <c>Storage</c> is set.</summary>
    public bool NamesIdentity => (TableServiceUri ?? QueueServiceUri ?? Credential ?? ClientId) is not null;

    /// <summary>Whether the identity is a managed one.</summary>
    public bool IsManagedIdentity => string.Equals(Credential, ManagedIdentity, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the settings of a section: its own value, and what is below it.</summary>
    public void Take(IConfigurationSection section)
    {
        section.Bind(this);
        ConnectionString = Given(section.Value);
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
