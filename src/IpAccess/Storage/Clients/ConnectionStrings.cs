using Azure.Data.Tables;
using Azure.Storage;
using Azure.Storage.Queues;
using Azure.Storage.Sas;

namespace IpAccess.Storage.Clients;

/// <summary>What is wrong with the connection string of a storage account.</summary>
internal static class ConnectionStrings
{
    /// <summary>The faults, each a sentence without the connection string, which is a secret.</summary>
    public static IEnumerable<string> FaultsOf(string connectionString)
    {
        try
        {
            var tables = new TableServiceClient(connectionString).Uri;
            var queues = new QueueServiceClient(connectionString);
            return HasKeyOfAzurite(queues) ? Places(("tables", tables), ("queues", queues.Uri)) : [];
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException)
        {
            return ["Storage is not the connection string of a storage account."];
        }
    }

    private static IEnumerable<string> Places(params IEnumerable<(string Part, Uri Place)> parts) => parts
        .Where(part => !part.Place.IsLoopback)
        .Select(part => $"Storage has the account key of Azurite, which everyone knows, but its {part.Part} are at "
            + $"{part.Place.Host} and not on this machine: use a storage account with a key of its own, or an identity.");

    // The clients keep their key to themselves, but what it signs tells: however it was written.
    private static bool HasKeyOfAzurite(QueueServiceClient client)
    {
        if (!client.CanGenerateAccountSasUri)
        {
            return false;
        }

        var known = new QueueServiceClient(client.Uri, new StorageSharedKeyCredential(client.AccountName, AzuriteAccount.Key));
        return Sign(client) == Sign(known);
    }

    private static Uri Sign(QueueServiceClient client) =>
        client.GenerateAccountSasUri(AccountSasPermissions.Read, DateTimeOffset.UnixEpoch, AccountSasResourceTypes.Service);
}
