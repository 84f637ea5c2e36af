using Microsoft.Extensions.Options;

namespace IpAccess.Storage.Clients;

/// <summary>Finds every fault of the storage settings at start, each a sentence for who runs the service.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        List<string> faults = [.. FormFaults(options)];
        if (options.ConnectionString is { } connectionString)
        {
            faults.AddRange(ConnectionStrings.FaultsOf(connectionString));
        }

        if (options.NamesIdentity)
        {
            faults.AddRange(IdentityFaults(options));
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FormFaults(StorageOptions options)
    {
        if (options is { ConnectionString: null, NamesIdentity: false })
        {
            yield return "Storage is not set: it is the connection string of a storage account, "
                + "or Storage:tableServiceUri and Storage:queueServiceUri say where an identity finds one.";
        }

        if (options is { ConnectionString: not null, NamesIdentity: true })
        {
            yield return "Storage is a connection string, but there are settings below it too: give one of the two.";
        }
    }

    private static IEnumerable<string> IdentityFaults(StorageOptions options)
    {
        if (UriFault("Storage:tableServiceUri", "table", options.TableServiceUri) is { } tables)
        {
            yield return tables;
        }

        if (UriFault("Storage:queueServiceUri", "queue", options.QueueServiceUri) is { } queues)
        {
            yield return queues;
        }

        if (options is { Credential: not null, IsManagedIdentity: false })
        {
            yield return $"Storage:credential is neither {StorageOptions.ManagedIdentity} nor unset.";
        }

        if (options is { ClientId: not null, Credential: null })
        {
            yield return $"Storage:clientId is set, but it only counts with {StorageOptions.ManagedIdentity} as Storage:credential.";
        }
    }

    // The SDK sends no token over plain HTTP, not even on loopback. A query or a name would be a secret of another kind.
    private static string? UriFault(string setting, string part, string? text) => text is null
        ? $"{setting} is not set, but other settings below Storage are."
        : Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme == Uri.UriSchemeHttps && (uri.UserInfo + uri.Query + uri.Fragment).Length == 0
            ? null
            : $"{setting} is not an https address like https://account.{part}.core.windows.net, without a query.";
}
