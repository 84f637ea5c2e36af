namespace IpAccess.Tests.Functions;

/// <summary>An operation as a host offers it: its name, its verb and its route.</summary>
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
