namespace IpAccess.InfraTests.Rules;

/// <summary>Every rule, for each of the parameter files.</summary>
internal static class AllRules
{
    /// <summary>What is wrong with the deployment of a parameter file; nothing where all is well.</summary>
    public static IEnumerable<string> Faults(Deployment deployment, string name)
    {
        // The production parameters ask for everything that is optional, the others for nothing.
        var everything = name == "production";
        Func<IEnumerable<string>>[] rules =
        [
            () => SecrecyRules.Faults(deployment),
            () => NameRules.Faults(deployment),
            () => RoleRules.Faults(deployment, everything),
            () => RuntimeRules.Faults(deployment),
            () => SettingRules.Faults(deployment),
            () => TriggerRules.Faults(deployment),
            () => AlertRules.Faults(deployment, everything),
            () => NetworkRules.Faults(deployment, everything),
            () => TemplateRules.Faults(deployment),
        ];
        return rules.SelectMany(rule => rule());
    }
}
