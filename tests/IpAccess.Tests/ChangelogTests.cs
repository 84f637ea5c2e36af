using System.Reflection;
using IpAccess.Testing;

namespace IpAccess.Tests;

public sealed class ChangelogTests
{
    [Fact]
    public void The_newest_entry_is_the_version_that_is_built()
    {
        var newest = File.ReadLines(Repository.PathOf("CHANGELOG.md")).First(line => line.StartsWith("## ", StringComparison.Ordinal));
        var built = typeof(Routes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

        Assert.Equal($"## {built.Split('+')[0]}", newest);
    }
}
