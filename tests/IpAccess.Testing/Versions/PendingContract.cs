using IpAccess.Allowlists;
using IpAccess.Networks;
using IpAccess.Testing.Stores;

namespace IpAccess.Testing.Versions;

/// <summary>Versions that undo themselves, on every kind of tables, among many instances.</summary>
public abstract class PendingContract : VersionsContract
{
    private const int Minute = 60;
    private static readonly Network Kept = Some.Host(1);

    [Fact]
    public async Task Of_many_instances_that_find_a_version_unconfirmed_one_undoes_it()
    {
        await PendAsync();
        Time.Advance(TimeSpan.FromSeconds(Minute));

        var lists = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(CurrentAsync)));

        Assert.All(lists, list => Assert.Equal((4, null), (list.Version, list.Pending)));
        Assert.All(await Task.WhenAll(lists.Select(NetworksAsync)), networks => Assert.Equal([Kept], networks));
        Assert.Single(await AuditAsync(), entry => entry.Entry.Action == "reverted");
    }

    [Fact]
    public async Task An_undoing_whose_answer_was_lost_happens_once()
    {
        await PendAsync();
        Time.Advance(TimeSpan.FromSeconds(Minute));
        var lossy = new ScriptedTables(Tables, async (_, apply) =>
        {
            await apply();
            throw new TimeoutException("The answer was lost.");
        });

        Assert.Equal(4, (await Store(lossy).SettleAsync(Account, Token))!.Version);

        Assert.Equal(4, (await CurrentAsync()).Version);
        Assert.Single(await AuditAsync(), entry => entry.Entry.Action == "reverted");
    }

    [Fact]
    public async Task Where_it_can_not_be_undone_nobody_sees_it_any_more()
    {
        await PendAsync();
        Time.Advance(TimeSpan.FromSeconds(Minute));
        var readOnly = new ScriptedTables(Tables, (_, _) => throw new TimeoutException("Storage takes nothing."));

        var seen = (await Store(readOnly).SettleAsync(Account, Token))!;

        Assert.Null(seen.Pending);
        Assert.Equal([Kept], await NetworksAsync(seen));
        Assert.Equal([Kept], await NetworksAsync(await CurrentAsync()));
    }

    [Fact]
    public async Task A_commit_that_comes_in_after_the_time_builds_on_the_list_before()
    {
        await PendAsync();
        Time.Advance(TimeSpan.FromSeconds(Minute));

        var list = await CommitAsync(Some.Add(Some.Host(3)));

        Assert.Equal(5, list.Version);
        Assert.Equal([Kept, Some.Host(3)], await NetworksAsync(list));
    }

    [Fact]
    public async Task The_versions_before_and_after_are_as_they_were()
    {
        await PendAsync();
        Time.Advance(TimeSpan.FromSeconds(Minute));
        await CurrentAsync();

        var store = ColdStore();
        var sizes = new List<long>();
        for (var version = 1; version <= 4; version++)
        {
            sizes.Add((await store.FindVersionAsync(Account, version, Token))!.RuleCount);
        }

        Assert.Equal([0, 1, 2, 1], sizes);
    }

    // Version 2 has one network; version 3 one more, unless nobody confirms it within a minute.
    private async Task PendAsync()
    {
        await CommitAsync(Some.Add(Kept));
        var until = Time.GetUtcNow().ToUnixTimeSeconds() + Minute;
        await CommitAsync(Some.Make(new Change
        {
            Upserts = [Some.Rule(Some.Host(2), 2)],
            NextRuleId = 3,
            Pending = new(true, new(3, until, "r1")),
            Audit = [Some.Entry("rules_added")],
        }));
    }
}
