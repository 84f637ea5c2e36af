using System.Text.Json;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Testing;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>The service with the address ranges that cloud providers publish: see <c>ranges/README.md</c>.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class PublishedRangesTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int LargestBatch = 1000;
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "ranges");

    [NodeFact]
    public async Task Published_ranges_are_pasted_listed_replaced_and_checked()
    {
        var published = Directory.GetFiles(Folder, "*-v?.txt").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).ToList();
        var blocks = published.Select(Block.Parse).Distinct().ToList();
        Assert.True(blocks.Count > 5_000);
        await using var host = await ListHost.StartAsync(azurite.ConnectionString);
        var (_, key) = await host.NewAccountAsync();
        using var client = host.NewClient(key, new Probe(blocks[0].Width, blocks[0].First).ToString());

        var added = await client.PasteAsync(published);

        Assert.Equal(blocks.Count, added.GetProperty("added").GetInt32());
        Assert.Equal(blocks, added.GetProperty("rules").EnumerateArray().Select(BlockOf));
        var listed = await client.ListAsync();
        Assert.Equal(blocks.Order(), listed.Select(BlockOf));

        var half = blocks.Where((_, i) => i % 2 == 0).ToList();
        var replaced = await client.ReplaceAsync(added.GetProperty("version").GetInt64(), half.Select(block => block.ToString()));

        Assert.Equal(blocks.Count - half.Count, replaced.GetProperty("removed").GetInt32());
        Assert.Equal(0, replaced.GetProperty("added").GetInt32());
        var kept = half.ToHashSet();
        var left = await client.ListAsync();
        Assert.Equal(listed.Where(rule => kept.Contains(BlockOf(rule))).Select(Text), left.Select(Text));
        await AssertEdgesAsync(client, blocks, left);
    }

    private async Task AssertEdgesAsync(HttpClient client, List<Block> blocks, List<JsonElement> rules)
    {
        var list = rules.ConvertAll(rule => (Block: BlockOf(rule), Answer: AnswerOf(rule)));
        var probes = blocks.Where((_, i) => i % Effort.Of(8, 1) == 0).SelectMany(block => block.Probes()).Distinct().ToList();
        var allowed = 0;
        foreach (var batch in probes.Chunk(LargestBatch))
        {
            var answers = await client.CheckAsync(batch.Select(probe => probe.ToString()));
            var expected = batch.Select(Expected).ToList();
            Assert.Equal(expected, answers.Select(Answered));
            allowed += expected.Count(answer => answer.Allowed);
        }

        output.WriteLine($"{blocks.Count} networks, {list.Count} of them in the list; {probes.Count} addresses checked, {allowed} allowed.");
        Assert.InRange(allowed, 1, probes.Count - 1);

        (bool Allowed, string? Network, long Id) Expected(Probe probe) => list
            .Where(rule => rule.Block.Contains(probe))
            .OrderByDescending(rule => rule.Block.Length)
            .Select(rule => rule.Answer)
            .FirstOrDefault();
    }

    private static (bool Allowed, string? Network, long Id) Answered(JsonElement answer) =>
        answer.GetProperty("rule") is { ValueKind: JsonValueKind.Object } rule
            ? AnswerOf(rule) with { Allowed = answer.GetProperty("allowed").GetBoolean() }
            : (answer.GetProperty("allowed").GetBoolean(), null, 0);

    private static (bool Allowed, string? Network, long Id) AnswerOf(JsonElement rule) =>
        (true, rule.GetProperty("network").GetString(), rule.GetProperty("id").GetInt64());

    private static Block BlockOf(JsonElement rule) => Block.Parse(rule.GetProperty("network").GetString()!);

    private static string Text(JsonElement rule) => rule.GetRawText();
}
