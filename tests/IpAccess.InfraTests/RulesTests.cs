using IpAccess.InfraTests.Rules;

namespace IpAccess.InfraTests;

[Collection(BicepServerGroup.Name)]
public sealed class RulesTests(BicepServer bicep)
{
    [BicepTheory]
    [MemberData(nameof(Deployment.Names), MemberType = typeof(Deployment))]
    public void What_is_committed_breaks_no_rule(string name) =>
        Assert.Empty(AllRules.Faults(Deployment.Committed(bicep, name), name));

    [BicepTheory]
    [MemberData(nameof(SeededMistake.All), MemberType = typeof(SeededMistake))]
    public void A_seeded_mistake_breaks_a_rule(SeededMistake mistake)
    {
        using var copy = new FolderCopy(Deployment.Folder);
        // The linter would refuse some of these; here the rules have to find them.
        copy.Delete("bicepconfig.json");
        copy.Replace(mistake.File, mistake.Right, mistake.Wrong);

        var faults = AllRules.Faults(Deployment.Compile(bicep, copy.Path, "production"), "production");

        Assert.Contains(faults, fault => fault.Contains(mistake.Fault, StringComparison.Ordinal));
    }
}
