using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Storage;
using IpAccess.Testing.Stores;
using IpAccess.Testing.Versions;
using IpAccess.Text;

namespace IpAccess.Tests.Allowlists.Versions.Tree;

public sealed class LargeDiffTests : VersionsContract
{
    private const int Million = 1_000_000;

    private protected override ITables Tables { get; } = new MemoryTables();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_diff_of_two_versions_of_a_million_rules_that_differ_in_one_reads_only_the_pages_that_differ(bool isRemoved)
    {
        var networks = Some.Hosts(Million);
        await CommitAsync(Some.Add(networks));
        await CommitAsync(isRemoved ? Some.Remove(networks[Million / 2]) : Some.Make(new Change
        {
            Upserts = [Some.Rule(networks[Million / 2], 1, "another label")],
            Audit = [Some.Entry("rule_changed")],
        }));
        var counted = new ScriptedTables(Tables);
        var store = new AllowlistStore(counted, ColdCache(), Time, new());
        var (before, after) = (await VersionAsync(store, 2), await VersionAsync(store, 3));
        var finds = counted.Finds;

        var difference = Assert.Single(await after.CompareAsync(before, null, Token).ToListAsync());

        Assert.Equal(networks[Million / 2], difference.Network);
        Assert.Equal(isRemoved, difference.After is null);
        // Of each version the page of rules, and the list page that refers to it: 4 of about 500.
        Assert.Equal(4, counted.Finds - finds);
        Assert.True((await RowsAsync("page-")).Count > Million / new PageLimits().Rules);
    }

    private async Task<Allowlist> VersionAsync(AllowlistStore store, long version) =>
        (await store.FindVersionAsync(Account, version, Token))!;
}
