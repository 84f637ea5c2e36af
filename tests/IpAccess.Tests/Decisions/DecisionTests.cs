using System.Collections.Immutable;
using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Tests.Decisions;

public sealed class DecisionTests
{
    private const long Now = 1_800_000_000;
    private static readonly Address Client = Address.IPv4(0xCB007109);
    private static readonly DecisionSettings Initial = AllowlistSettings.Initial.ForDecisions();
    private static readonly Rule Covering = RuleOf(1, 24);

    public enum Listed
    {
        None,
        Elsewhere,
        Covering,
        Disabled,
        Expired,
        ExpiresLater,
    }

    [Fact]
    public void Every_combination_is_decided_by_the_first_reason_that_holds()
    {
        var seen = new HashSet<string>();
        foreach (var mode in Enum.GetValues<Mode>())
        {
            foreach (var empty in Enum.GetValues<EmptyList>())
            {
                foreach (var rules in Enum.GetValues<Listed>())
                {
                    for (var bits = 0; bits < 4; bits++)
                    {
                        seen.Add(Check(mode, empty, rules, isExempt: (bits & 1) > 0, isRecovered: (bits & 2) > 0));
                    }
                }
            }
        }

        Assert.Equal("EmptyList ExemptSurface ModeOff Monitor NotListed Recovery Rule", string.Join(' ', seen.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("Webhooks", false)]
    [InlineData("webhooks", true)]
    [InlineData("api", false)]
    public void Only_the_exempt_surface_itself_is_exempt(string? surface, bool isExempt)
    {
        var settings = Initial with { ExemptSurfaces = ["webhooks", "status"], EmptyList = EmptyList.Deny };

        var decision = Decision.For(settings, new RuleIndex([]), Client, surface, Now);

        Assert.Equal(new Decision(isExempt, isExempt ? Reason.ExemptSurface : Reason.NotListed, null), decision);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    public void A_recovery_lets_its_address_in_until_its_end(int secondsLeft, bool isLetIn)
    {
        var settings = Initial with { Recoveries = [new(Client, Now + secondsLeft, null)], EmptyList = EmptyList.Deny };

        Assert.Equal(isLetIn, Decision.For(settings, new RuleIndex([]), Client, null, Now).Allowed);
        Assert.False(Decision.For(settings, new RuleIndex([]), Address.IPv4(Client.Bits is var bits ? (uint)bits + 1 : 0), null, Now).Allowed);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void A_rule_counts_until_it_expires(int secondsLeft, bool isLetIn)
    {
        var index = new RuleIndex([Covering with { ExpiresAt = Now + secondsLeft }]);

        Assert.Equal(isLetIn, Decision.For(Initial, index, Client, null, Now).Allowed);
    }

    [Fact]
    public void The_most_specific_rule_in_force_is_reported()
    {
        Rule[] rules = [RuleOf(8, 8), RuleOf(16, 16), RuleOf(24, 24), RuleOf(32, 32)];

        Assert.Equal(32, Find(rules));
        Assert.Equal(24, Find([.. rules[..3], rules[3] with { Enabled = false }]));
        Assert.Equal(24, Find([.. rules[..3], rules[3] with { ExpiresAt = Now }]));
        Assert.Equal(16, Find([.. rules[..2], rules[2] with { ExpiresAt = Now - 1 }, rules[3] with { ExpiresAt = Now }]));
        Assert.Equal(8, Find([rules[0], .. rules[1..].Select(rule => rule with { Enabled = false })]));
        Assert.Null(Find([.. rules.Select(rule => rule with { ExpiresAt = Now })]));
    }

    [Fact]
    public void An_unknown_client_is_in_no_list_not_even_in_an_empty_one()
    {
        var index = new RuleIndex([RuleOf(1, 0)]);

        Assert.Equal(Reason.UnknownAddress, Decision.For(Initial, index, default, null, Now).Reason);
        Assert.Equal(Reason.UnknownAddress, Decision.For(Initial, new RuleIndex([]), default, null, Now).Reason);
        Assert.True(Decision.For(Initial with { Mode = Mode.Monitor }, index, default, null, Now).Allowed);
        Assert.True(Decision.For(Initial with { Mode = Mode.Off }, index, default, null, Now).Allowed);
    }

    [Theory]
    [InlineData(Listed.Covering, false, true)]
    [InlineData(Listed.Expired, true, false)]
    [InlineData(Listed.None, true, true)]
    [InlineData(Listed.None, false, false)]
    public void The_list_itself_speaks_by_its_rules_and_by_being_empty_whatever_else_lets_in(Listed rules, bool emptyAllows, bool isLetIn)
    {
        foreach (var mode in Enum.GetValues<Mode>())
        {
            var settings = Initial with
            {
                Mode = mode,
                EmptyList = emptyAllows ? EmptyList.Allow : EmptyList.Deny,
                Recoveries = [new(Client, Now + 60, null)],
            };

            Assert.Equal(isLetIn, Decision.ByList(settings, IndexOf(rules), Client, Now).Allowed);
        }
    }

    [Fact]
    public void The_memory_that_an_index_is_counted_for_grows_with_its_networks_and_its_references_to_rules()
    {
        Rule[] rules = [RuleOf(8, 8), RuleOf(16, 16), RuleOf(24, 24)];
        var networks = NetworkIndex.Build([.. rules.Select(rule => rule.Network)]);

        Assert.Equal(networks.ApproximateBytes + (rules.Length * IntPtr.Size), new RuleIndex(rules).ApproximateBytes);
    }

    // The table of docs/checking.md, spelled out apart from the code.
    private static string Check(Mode mode, EmptyList empty, Listed rules, bool isExempt, bool isRecovered)
    {
        var settings = Initial with
        {
            Mode = mode,
            EmptyList = empty,
            ExemptSurfaces = isExempt ? ["web"] : [],
            Recoveries = isRecovered ? [new(Client, Now + 60, null)] : ImmutableArray<Recovery>.Empty,
        };
        var (allowed, reason) = (mode, isExempt, isRecovered, rules, empty) switch
        {
            (Mode.Off, _, _, _, _) => (true, Reason.ModeOff),
            (_, true, _, _, _) => (true, Reason.ExemptSurface),
            (_, _, true, _, _) => (true, Reason.Recovery),
            (_, _, _, Listed.Covering or Listed.ExpiresLater, _) => (true, Reason.Rule),
            (_, _, _, Listed.None, EmptyList.Allow) => (true, Reason.EmptyList),
            (Mode.Monitor, _, _, _, _) => (true, Reason.Monitor),
            _ => (false, Reason.NotListed),
        };

        var decision = Decision.For(settings, IndexOf(rules), Client, "web", Now);

        Assert.True(
            (allowed, reason) == (decision.Allowed, decision.Reason), $"{mode} {empty} {rules} {isExempt} {isRecovered}: {decision}");
        Assert.Equal(reason == Reason.Rule, decision.Rule is not null);
        return reason.ToString();
    }

    private static RuleIndex IndexOf(Listed rules) => new(rules switch
    {
        Listed.None => [],
        Listed.Elsewhere => [Covering with { Network = Network.IPv4(0x0A000000, 8) }],
        Listed.Disabled => [Covering with { Enabled = false }],
        Listed.Expired => [Covering with { ExpiresAt = Now }],
        Listed.ExpiresLater => [Covering with { ExpiresAt = Now + 1 }],
        _ => [Covering],
    });

    private static long? Find(Rule[] rules) => Decision.For(Initial, new RuleIndex(rules), Client, null, Now).Rule?.Id;

    private static Rule RuleOf(long id, int length) => new()
    {
        Id = id,
        Network = Network.Around(Client, length),
        Source = "manual",
        CreatedBy = "key:k1",
        CreatedAt = Now - 1000,
        UpdatedAt = Now - 1000,
    };
}
