namespace IpAccess.Health;

/// <summary>A part of the storage account that the service can not do without.</summary>
/// <param name="Name">What callers are told.</param>
/// <param name="Role">What the identity of the service must be allowed to do: a role of Azure by its name.</param>
/// <param name="AskAsync">A cheap operation, which throws when the part does not do its work.</param>
internal sealed record StoragePart(string Name, string Role, Func<CancellationToken, Task> AskAsync);
