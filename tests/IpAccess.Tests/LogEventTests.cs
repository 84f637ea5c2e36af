using System.Text.RegularExpressions;
using IpAccess.Testing;

namespace IpAccess.Tests;

/// <summary>Events of the log have numbers, by which they are found.</summary>
public sealed partial class LogEventTests
{
    [Fact]
    public void No_two_events_have_the_same_number()
    {
        var numbers = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Event.Matches(File.ReadAllText(file)).Select(match => match.Groups["number"].Value))
            .ToList();

        Assert.NotEmpty(numbers);
        Assert.Equal(numbers.Distinct().Order(), numbers.Order());
    }

    [GeneratedRegex(@"\[LoggerMessage\((?<number>\d+)")]
    private static partial Regex Event { get; }
}
