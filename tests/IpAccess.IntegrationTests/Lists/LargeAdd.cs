using System.Text.Json;
using IpAccess.Http;
using IpAccess.Networks;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>An add of 5,000 rules to a list of 1,000, and what must be true of the list before and after it.</summary>
internal static class LargeAdd
{
    public const string Caller = "203.0.113.9";

    /// <summary>The list before.</summary>
    public static IReadOnlyList<string> Before { get; } =
        [$"{Caller}/32", .. Enumerable.Range(0, 1_000).Select(i => $"10.{i / 256}.{i % 256}.0/24")];

    /// <summary>What is added: inside and after the networks that are there, and two of these again.</summary>
    public static IReadOnlyList<string> Added { get; } =
        [.. Enumerable.Range(0, 4_998).Select(i => $"10.{i % 20}.{i / 20}.{1 + (i % 2)}/32"), Before[0], Before[^1]];

    /// <summary>Adds them.</summary>
    public static async Task<JsonElement> SendAsync(ListHost host, string key)
    {
        using var client = host.NewClient(key, Caller);
        return await client.PasteAsync(Added);
    }

    /// <summary>Whether a list is exactly the one after the add; it must be that or exactly the one before.</summary>
    public static bool IsMade(List<JsonElement> old, List<JsonElement> found)
    {
        var before = old.ConvertAll(rule => rule.GetRawText());
        var texts = found.ConvertAll(rule => rule.GetRawText());
        if (texts.Count == before.Count)
        {
            Assert.Equal(before, texts);
            return false;
        }

        Assert.Equal(Before.Union(Added).Select(Block.Parse).Order(), found.Select(rule => Block.Parse(Network(rule))));
        Assert.Equal(before, texts.Intersect(before));
        var ids = found.ToDictionary(Network, rule => rule.GetProperty("id").GetInt64());
        var rising = Before.Concat(Added.Except(Before)).Select(network => ids[network]).ToList();
        Assert.Equal(rising.Distinct().Order(), rising);
        return true;
    }

    /// <summary>The same request again gives the same list, whether it was done before or not.</summary>
    public static async Task AssertCanBeRepeatedAsync(HttpClient client, List<JsonElement> old, bool isMade)
    {
        var repeated = await client.PasteAsync(Added);

        Assert.Equal(3, repeated.GetProperty("version").GetInt64());
        Assert.Equal(isMade ? 0 : Added.Count - 2, repeated.GetProperty("added").GetInt32());
        Assert.Equal(Added, repeated.GetProperty("rules").EnumerateArray().Select(Network));
        Assert.True(IsMade(old, await client.ListAsync()));
        var versions = (await client.AuditAsync()).Select(entry => entry.GetProperty("version").GetInt64());
        Assert.Equal([3, 2, 1], versions);
    }

    private static string Network(JsonElement rule) => rule.GetProperty("network").GetString()!;
}
