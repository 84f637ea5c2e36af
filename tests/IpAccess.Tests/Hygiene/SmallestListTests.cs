using CsCheck;
using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Hygiene;
using IpAccess.Networks;
using IpAccess.Testing;
using IpAccess.Testing.Versions;
using IpAccess.Tests.Networks;

namespace IpAccess.Tests.Hygiene;

public sealed class SmallestListTests
{
    private const long Now = 1_795_348_800;
    private static readonly long?[] Ends = [null, null, null, Now - 1, Now, Now + 1, Now + 60, Now + 3600];

    private static readonly Gen<Rule[]> Rules = Gen.Select(NetworkGen.Any, Gen.OneOf(Ends), Gen.Int[0, 7])
        .List[0, 24]
        .Select(drafts => drafts
            .DistinctBy(draft => draft.Item1)
            .OrderBy(draft => draft.Item1)
            .Select((draft, i) => Some.Rule(draft.Item1, i + 1, $"rule {i}") with { ExpiresAt = draft.Item2, Enabled = draft.Item3 > 0 })
            .ToArray());

    [Fact]
    public void It_lets_in_the_same_addresses_at_every_time_from_now_on() =>
        Rules.Sample(
            rules =>
            {
                var smallest = After(rules);
                foreach (var address in NetworkGen.Edges(rules.Concat(smallest).Select(rule => rule.Network)))
                {
                    Assert.All(Times(), at => Assert.Equal(LetsIn(rules, address, at), LetsIn(smallest, address, at)));
                }
            },
            iter: Effort.Of(1_000, 100_000));

    [Fact]
    public void It_keeps_a_rule_that_says_the_same_and_is_its_own_smallest_list() =>
        Rules.Sample(
            rules =>
            {
                var smallest = SmallestList.Of(rules, Now);
                var after = After(rules);

                var same = rules.Where(rule => rule.IsInForce(Now)).Select(rule => new TimedNetwork(rule.Network, rule.ExpiresAt)).ToHashSet();
                Assert.All(smallest.Rules, rule => Assert.Equal(same.Contains(rule.Timed), rule.Kept is not null));
                Assert.All(rules, rule => Assert.Equal(smallest.Rules.Any(one => one.Kept?.Id == rule.Id), smallest.Keeps(rule)));
                Assert.Equal(smallest.Rules.Select(rule => rule.Timed), SmallestList.Of(after, Now).Rules.Select(rule => rule.Timed));
                Assert.Empty(Shadow.Of(after));
            },
            iter: Effort.Of(1_000, 100_000));

    [Fact]
    public void A_shadow_is_the_outermost_other_rule_that_lasts_as_long() =>
        Rules.Sample(
            rules =>
            {
                var inForce = rules.Where(rule => rule.IsInForce(Now)).ToList();
                var expected = inForce
                    .Select(rule => (Rule: rule, By: inForce.Where(other => Shadows(other, rule)).MinBy(other => other.Network.PrefixLength)))
                    .Where(shadow => shadow.By is not null)
                    .Select(shadow => new Shadow(shadow.Rule, shadow.By!));
                Assert.Equal(expected, Shadow.Of(inForce));
            },
            iter: Effort.Of(1_000, 100_000));

    private static bool Shadows(Rule other, Rule rule) =>
        other != rule
        && other.Network.PrefixLength < rule.Network.PrefixLength
        && other.Network.Contains(rule.Network.First)
        && (other.ExpiresAt ?? long.MaxValue) >= (rule.ExpiresAt ?? long.MaxValue);

    private static Rule[] After(Rule[] rules) =>
    [
        .. SmallestList.Of(rules, Now).Rules.Select((rule, i) => Some.Rule(rule.Timed.Network, 1_000 + i) with { ExpiresAt = rule.Timed.Until }),
    ];

    private static IEnumerable<long> Times() => Ends.OfType<long>().SelectMany(end => (long[])[end - 1, end, end + 1]).Where(at => at >= Now).Distinct();

    private static bool LetsIn(IEnumerable<Rule> rules, Address address, long at) =>
        rules.Any(rule => rule.IsInForce(at) && rule.Network.Contains(address));
}
