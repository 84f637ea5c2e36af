using System.Text.RegularExpressions;
using IpAccess.Storage;
using IpAccess.Testing;
using IpAccess.Text;

namespace IpAccess.InfraTests.Rules;

/// <summary>What the functions listen to is deployed, and they may connect to it.</summary>
internal static partial class TriggerRules
{
    /// <summary>What is wrong with a deployment.</summary>
    public static IEnumerable<string> Faults(Deployment deployment)
    {
        var sources = Directory.EnumerateFiles(Repository.PathOf("src/IpAccessFunctions"), "*.cs").Select(File.ReadAllText).ToList();
        var settings = deployment.Settings();
        var queues = deployment.Of("Microsoft.Storage/storageAccounts/queueServices/queues").Select(queue => queue.LastName).ToList();
        return
        [
            .. sources.SelectMany(source => Connection.Matches(source)).Select(match => match.Groups[1].Value).Append("AzureWebJobsStorage")
                .Where(connection => !settings.ContainsKey($"{connection}__credential"))
                .Select(connection => $"a trigger connects by {connection}, which no setting describes"),
            .. sources.SelectMany(source => QueueTrigger.Matches(source)).Select(match => Queue(match.Groups[1].Value))
                // The platform itself gives up into a queue of this name.
                .SelectMany(queue => new[] { queue, $"{queue}-poison" })
                .Except(queues, StringComparer.Ordinal)
                .Select(queue => $"a function needs the queue {queue}, which is not deployed"),
        ];
    }

    private static string Queue(string argument) =>
        typeof(QueueNames).GetField(argument.Replace($"{nameof(QueueNames)}.", string.Empty, StringComparison.Ordinal))
            ?.GetRawConstantValue() as string ?? argument.Trim('"');

    [GeneratedRegex(@"\bConnection = ""(\w+)""")]
    private static partial Regex Connection { get; }

    [GeneratedRegex(@"\bQueueTrigger\(([^,)]+)")]
    private static partial Regex QueueTrigger { get; }
}
