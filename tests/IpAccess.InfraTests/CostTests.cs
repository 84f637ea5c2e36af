using System.Globalization;

namespace IpAccess.InfraTests;

[Collection(BicepServerGroup.Name)]
public sealed class CostTests(BicepServer bicep)
{
    [BicepFact]
    public void The_costs_are_what_the_formulas_give_for_the_prices()
    {
        var rows = Readme.Table("parameters").ToList();

        Assert.Equal(["0", "1,000,000", "100,000,000", "0", "1,000,000", "100,000,000"], rows.Select(row => row[1]));
        Assert.All(rows, row => Assert.Equal(string.Join(" | ", Line(row[0], row[1])), string.Join(" | ", row)));
    }

    private IEnumerable<string> Line(string name, string checks)
    {
        var deployment = Deployment.Committed(bicep, name);
        var quota = deployment.Of("Microsoft.OperationalInsights/workspaces").Single().At("properties.workspaceCapping.dailyQuotaGb")!.Value;
        var cost = new Cost(deployment, quota.GetDecimal(), decimal.Parse(checks, CultureInfo.InvariantCulture));
        decimal[] parts = [.. new[] { cost.Functions(), cost.Storage(), cost.Logs(), cost.Alerts(), cost.Network() }.Select(Cents)];
        return [name, checks, .. parts.Append(parts.Sum()).Select(part => part.ToString("0.00", CultureInfo.InvariantCulture))];
    }

    private static decimal Cents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);
}
