namespace IpAccess.Tests.Functions;

/// <summary>An operation as a host offers it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Verb">The verb of a call; for what is not called over HTTP, the kind of trigger.</param>
/// <param name="Route">The route of a call; else what the trigger listens to: a schedule, a queue.</param>
internal sealed record Operation(string Name, string Verb, string Route)
{
    /// <summary>What one host has and the other has not, each in a line; nothing where they agree.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyCollection<Operation> functions, IReadOnlyCollection<Operation> mapped) =>
    [
        .. functions.Except(mapped).Select(operation => $"only a function: {operation}"),
        .. mapped.Except(functions).Select(operation => $"no function: {operation}"),
        .. functions.GroupBy(operation => operation).Where(same => same.Count() > 1).Select(same => $"twice: {same.Key}"),
    ];
}
