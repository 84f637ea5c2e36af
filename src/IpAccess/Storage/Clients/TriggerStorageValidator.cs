using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace IpAccess.Storage.Clients;

/// <summary>
/// On Azure Functions the queue trigger's connection <c>Storage</c> is looked for as <c>AzureWebJobsStorage</c> first (the host puts
/// <c>AzureWebJobs</c> before the name of a connection:
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#connection-string). Where the two name
/// different accounts, the trigger would listen in the one and the service send to the other: that stops the start.
/// </summary>
internal sealed class TriggerStorageValidator(IConfiguration configuration) : IValidateOptions<StorageOptions>
{
    private const string HostSection = "AzureWebJobsStorage";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var section = configuration.GetSection(HostSection);
        var host = new StorageOptions();
        host.Take(section);
        return !section.Exists() || IsSame(QueuesOf(options), QueuesOf(host), section["accountName"])
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{HostSection} and Storage name different accounts, and the queue trigger listens in {HostSection}: let both name one.");
    }

    // Where one of them can not be read, others tell why.
    private static bool IsSame(Uri? service, Uri? host, string? hostAccount) =>
        service is null
        || (host is null ? hostAccount is null || service.Host.Split('.')[0] == hostAccount : Place(service) == Place(host));

    private static string Place(Uri queues) => queues.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private static Uri? QueuesOf(StorageOptions options)
    {
        try
        {
            return options.ConnectionString is { } connectionString
                ? new QueueServiceClient(connectionString).Uri
                : Uri.TryCreate(options.QueueServiceUri, UriKind.Absolute, out var uri) ? uri : null;
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
