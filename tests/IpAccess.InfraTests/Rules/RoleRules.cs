using IpAccess.Health;
using IpAccess.Storage;
using IpAccess.Text;

namespace IpAccess.InfraTests.Rules;

/// <summary>Who may do what, where: exactly this, and nothing more.</summary>
internal static class RoleRules
{
    // https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
    private const string BlobDataOwner = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b";
    private const string QueueDataContributor = "974c5e8b-45b9-4653-ba55-5f855dd0fb88";
    private const string TableDataContributor = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3";
    private const string MetricsPublisher = "3913510d-42f4-4e42-8a64-420c390055eb";
    private const string QueueMessageSender = "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a";

    private static readonly string[] Host =
    [
        $"host has {BlobDataOwner} on storageAccounts",
        $"host has {QueueDataContributor} on storageAccounts",
        $"host has {TableDataContributor} on storageAccounts",
        $"host has {MetricsPublisher} on components",
    ];

    private const string Producer = $"producer has {QueueMessageSender} on queues {QueueNames.AccessAttempts}";

    /// <summary>What is wrong with a deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="producers">Whether it has producers.</param>
    public static IEnumerable<string> Faults(Deployment deployment, bool producers)
    {
        var assignments = deployment.Of("Microsoft.Authorization/roleAssignments").ToList();
        return
        [
            .. Expect.Same("roles", producers ? [.. Host, Producer] : Host, assignments.Select(Describe)),
            .. new[] { Readiness.TableRole, Readiness.QueueRole }
                .Where(role => !assignments.Exists(assignment => assignment.Text("properties.description") == $"{role} for the function app"))
                .Select(role => $"the service asks for the role {role}, which nobody has"),
        ];
    }

    private static string Describe(Resource assignment)
    {
        var scope = assignment.Id[..assignment.Id.IndexOf("/providers/Microsoft.Authorization/", StringComparison.Ordinal)].Split('/');
        var who = assignment.Text("properties.principalId")!.Contains("userAssignedIdentities", StringComparison.Ordinal) ? "host" : "producer";
        var role = assignment.Text("properties.roleDefinitionId")!.Split('/')[^1];
        return $"{who} has {role} on {scope[^2]}" + (scope[^2] == "queues" ? $" {scope[^1]}" : string.Empty);
    }
}
