using IpAccess.Allowlists;
using IpAccess.Networks;
using IpAccess.Testing.Stores;

namespace IpAccess.Testing.Versions;

/// <summary>Commits of several writers at once.</summary>
public abstract class CommitRaceContract : VersionsContract
{
    private const int Writers = 8;

    private static readonly Refusal LockedOut = Refusal.WouldLockYouOut(Address.IPv4(1));

    [Fact]
    public async Task No_writer_loses_what_another_one_wrote()
    {
        var each = Effort.Of(10, 200);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                await InsistAsync(Some.Add(Some.Host((uint)((writer * each) + i))), Some.NoCheck);
            }
        })));

        var list = await CurrentAsync();
        var rules = await list.ReadAllAsync(Token);
        Assert.Equal(Enumerable.Range(0, Writers * each).Select(i => Some.Host((uint)i)), rules.Select(rule => rule.Network));
        Assert.Equal(Enumerable.Range(1, Writers * each).Select(i => (long)i), rules.Select(rule => rule.Id).Order());
        Assert.Equal(1 + (Writers * each), list.Version);
        Assert.Equal(Enumerable.Range(1, (int)list.Version).Reverse().Select(i => (long)i), (await AuditAsync()).Select(entry => entry.Version));
    }

    /// <summary>Every writer removes what the others need, and checks that what it needs itself is left.</summary>
    [Fact]
    public async Task No_version_breaks_what_its_writer_checked()
    {
        var homes = Some.Hosts(Writers);
        await CommitAsync(Some.Add(homes));

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Effort.Of(10, 200); i++)
            {
                var other = homes[(writer + i) % Writers];
                await InsistAsync(Swap(homes[writer], other, i % 2 == 0), CheckHome(homes[writer]));
            }
        })));

        foreach (var entry in await AuditAsync())
        {
            if (entry.Entry.Action == "rules_replaced")
            {
                var version = await Store().FindVersionAsync(Account, entry.Version, Token);
                Assert.Contains(entry.Entry.Actor.RequestId, (await NetworksAsync(version!)).Select(network => network.ToString()));
            }
        }
    }

    [Fact]
    public async Task The_loser_of_a_race_plans_and_checks_anew()
    {
        var others = new Queue<Network>([Some.Host(100), Some.Host(101)]);
        var racing = new ScriptedTables(Tables, async (changes, apply) =>
        {
            if (ScriptedTables.IsCommit(changes) && others.TryDequeue(out var other))
            {
                await CommitAsync(Some.Add(other));
            }

            return await apply();
        });
        var checks = new List<(long Before, long After, long Rules)>();

        var result = await Store(racing).CommitAsync(
            Account,
            Some.Add(Some.Host(1)),
            (before, after, _) =>
            {
                checks.Add((before.Version, after.Version, after.RuleCount));
                return Task.FromResult<Refusal?>(null);
            },
            Token);

        Assert.Equal([(1, 2, 1), (2, 3, 2), (3, 4, 3)], checks);
        Assert.Equal([Some.Host(1), Some.Host(100), Some.Host(101)], await NetworksAsync(result.Current!));
        Assert.Equal([3L, 1, 2], (await result.Current!.ReadAllAsync(Token)).Select(rule => rule.Id));
    }

    [Fact]
    public async Task A_change_that_makes_no_version_does_not_undo_a_version()
    {
        var others = new Queue<Network>([Some.Host(100)]);
        var racing = new ScriptedTables(Tables, async (changes, apply) =>
        {
            if (others.TryDequeue(out var other))
            {
                await CommitAsync(Some.Add(other));
            }

            return await apply();
        });
        var change = new Change { MakesVersion = false, Audit = [Some.Entry("key_revoked")] };

        await Store(racing).CommitAsync(Account, Some.Make(change), Some.NoCheck, Token);

        var list = await CurrentAsync();
        Assert.Equal((2, 1), (list.Version, list.RuleCount));
        Assert.Equal([(2L, "key_revoked"), (2L, "rules_added"), (1L, "account_created")], (await AuditAsync()).Select(entry => (entry.Version, entry.Entry.Action)));
    }

    [Fact]
    public async Task Who_loses_five_races_gets_a_conflict()
    {
        var next = 100u;
        var racing = new ScriptedTables(Tables, async (changes, apply) =>
        {
            await CommitAsync(Some.Add(Some.Host(next++)));
            return await apply();
        });
        var change = new Change { Settings = new(), Audit = [Some.Entry("settings_changed")] };

        var result = await Store(racing).CommitAsync(Account, Some.Make(change), Some.NoCheck, Token);

        Assert.Equal(RefusalKind.Contended, result.Refusal!.Kind);
        Assert.Null(result.Applied);
        Assert.Equal(105u, next);
    }

    [Fact]
    public async Task Writers_of_one_process_take_turns()
    {
        var tries = 0;
        var counted = new ScriptedTables(Tables, async (changes, apply) =>
        {
            tries += ScriptedTables.IsCommit(changes) ? 1 : 0;
            await Task.Yield();
            return await apply();
        });
        var store = Store(counted);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(
            () => store.CommitAsync(Account, Some.Add(Some.Host((uint)i)), Some.NoCheck, Token))));

        Assert.All(results, result => Assert.NotNull(result.Applied));
        Assert.Equal(50, tries);
    }

    private static PlanChange<Nothing> Swap(Network home, Network other, bool removes) => (current, _) => Task.FromResult(Plan.Commit(new Change
    {
        Upserts = removes ? [] : [Some.Rule(other, current.NextRuleId)],
        Removals = removes ? [other] : [],
        NextRuleId = current.NextRuleId + 1,
        Audit = [Some.Entry("rules_replaced", home.ToString())],
    }));

    private static CheckOutcome CheckHome(Network home) => async (_, after, token) =>
        (await after.FindAsync([home], token)).Count == 1 ? null : LockedOut;

    // Those who lost five races try again, as a client does.
    private async Task InsistAsync(PlanChange<Nothing> plan, CheckOutcome check)
    {
        var result = await ColdStore().CommitAsync(Account, plan, check, Token);
        while (result.Refusal?.Kind == RefusalKind.Contended)
        {
            result = await ColdStore().CommitAsync(Account, plan, check, Token);
        }
    }
}
