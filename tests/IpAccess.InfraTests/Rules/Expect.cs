namespace IpAccess.InfraTests.Rules;

/// <summary>How rules say what is wrong.</summary>
internal static class Expect
{
    /// <summary>A fault for every resource of a type whose member is not this value, and one where there is no such resource.</summary>
    public static IEnumerable<string> Every(Deployment deployment, string type, string path, string value)
    {
        var resources = deployment.Of(type).ToList();
        return resources.Count == 0
            ? [$"there is no {type}"]
            : resources.Where(resource => resource.Text(path) != value)
                .Select(resource => $"{type} {resource.LastName}: {path} is {resource.Text(path) ?? "missing"}, not {value}");
    }

    /// <summary>A fault for everything that is in one of two lists only.</summary>
    public static IEnumerable<string> Same(string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var (wanted, found) = (expected.ToList(), actual.ToList());
        return
        [
            .. wanted.Except(found, StringComparer.Ordinal).Select(missing => $"{what}: {missing} is missing"),
            .. found.Except(wanted, StringComparer.Ordinal).Select(extra => $"{what}: {extra} is too much"),
            .. found.GroupBy(one => one, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"{what}: {same.Key} is there twice"),
        ];
    }
}
