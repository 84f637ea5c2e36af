using IpAccess.Http;
using IpAccess.InfraTests.Rules;

namespace IpAccess.InfraTests;

[Collection(BicepServerGroup.Name)]
public sealed class RulesTests(BicepServer bicep)
{
    private const string Profile = "99999999-9999-9999-9999-999999999999";

    [BicepTheory]
    [MemberData(nameof(Deployment.Names), MemberType = typeof(Deployment))]
    public void What_is_committed_breaks_no_rule(string name) =>
        Assert.Empty(AllRules.Faults(Deployment.Committed(bicep, name), name));

    [BicepFact]
    public void Behind_Front_Door_only_its_profile_may_connect_and_says_who_calls()
    {
        using var copy = new FolderCopy(Deployment.Folder);
        copy.Replace("production.bicepparam", "readEnvironmentVariable('IPACCESS_FRONT_DOOR_ID', '')", $"'{Profile}'");

        var deployment = Deployment.Compile(bicep, copy.Path, "production");

        Assert.Empty(AllRules.Faults(deployment, "production"));
        Assert.Empty(deployment.Of("Microsoft.Insights/webtests"));
        var (app, settings) = (deployment.Of("Microsoft.Web/sites").Single(), deployment.Settings());
        Assert.Equal("Deny", app.Text("properties.siteConfig.ipSecurityRestrictionsDefaultAction"));
        Assert.Equal(Profile, app.Text("properties.siteConfig.ipSecurityRestrictions.0.headers.x-azure-fdid.0"));
        Assert.Equal(ClientAddressOptions.HeaderMode, settings["IpAccess__ClientAddress__Mode"]);
        Assert.Equal($"X-Azure-FDID: {Profile}", settings["IpAccess__ClientAddress__RequiredHeader"]);
    }

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
