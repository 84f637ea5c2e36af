namespace IpAccess.Storage;

/// <summary>Where the queues are: Azure, Azurite, or memory.</summary>
internal interface IQueues
{
    /// <summary>Opens a queue by its name. It is not created: see <see cref="CreateMissingAsync"/>.</summary>
    IMessageQueue Open(string name);

    /// <summary>Creates the queues that are missing. Never on the request path.</summary>
    Task CreateMissingAsync(CancellationToken cancellationToken);
}
