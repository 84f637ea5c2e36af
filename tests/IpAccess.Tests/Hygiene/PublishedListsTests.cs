using System.Globalization;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;
using IpAccess.Tests.Networks;

namespace IpAccess.Tests.Hygiene;

/// <summary>The address ranges that cloud providers publish; their README says where they come from.</summary>
public sealed class PublishedListsTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "ranges"), "*-v?.txt").Select(file => Path.GetFileName(file)), "*-v?.txt"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_smallest_list_lets_in_the_same_addresses(string files)
    {
        var published = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "ranges"), files).SelectMany(File.ReadLines).ToList();
        await using var account = await TestAccount.StartAsync([.. published]);

        var view = (await account.GetAsync("/v1/allowlist/hygiene")).Is(200).Json;

        var before = published.Select(Read).Distinct().Order().ToArray();
        var after = view.GetProperty("smallest").GetProperty("rules").EnumerateArray().Select(rule => Read(rule.GetProperty("value").GetString()!)).ToArray();
        var (index, smallest) = (NetworkIndex.Build(before), NetworkIndex.Build(after));
        Assert.All(
            NetworkGen.Edges(before.Concat(after)),
            address => Assert.Equal(index.Find(address) >= 0, smallest.Find(address) >= 0));
        Assert.InRange(after.Length, 1, before.Length);
        Assert.Equal(after.Length, view.GetProperty("smallest").GetProperty("rule_count").GetInt32());
        Assert.Equal(before.Length, view.GetProperty("rule_count").GetInt32());
        Assert.Equal(PeerNetworks.Count(after).ToString(CultureInfo.InvariantCulture), view.GetProperty("addresses").GetString());
    }

    private static Network Read(string text)
    {
        Assert.Null(NetworkText.Parse(text, out var network));
        return network;
    }
}
