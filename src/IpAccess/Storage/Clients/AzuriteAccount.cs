namespace IpAccess.Storage.Clients;

/// <summary>
/// The fixed account of every Azurite, published with it (https://learn.microsoft.com/azure/storage/common/storage-connect-azurite):
/// its key protects nothing.
/// </summary>
internal static class AzuriteAccount
{
    /// <summary>The name of the account.</summary>
    public const string Name = "devstoreaccount1";

    /// <summary>The key of the account.</summary>
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
}
