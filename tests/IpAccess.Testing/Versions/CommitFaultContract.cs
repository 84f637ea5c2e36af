using Azure;
using IpAccess.Allowlists;
using IpAccess.Networks;
using IpAccess.Testing.Stores;

namespace IpAccess.Testing.Versions;

/// <summary>Commits whose storage fails, whose process is killed, or which take long.</summary>
public abstract class CommitFaultContract : VersionsContract
{
    private static readonly Network[] Networks = Some.Hosts(5_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_whose_response_was_lost_is_known_as_our_own(bool saysConflict)
    {
        var plans = 0;

        var result = await Store(LosingResponses(saysConflict)).CommitAsync(
            Account,
            (current, token) =>
            {
                plans++;
                return Some.Add(Some.Host(1))(current, token);
            },
            Some.NoCheck,
            Token);

        Assert.NotNull(result.Applied);
        Assert.Equal((1, 2), (plans, result.Current!.Version));
        Assert.Equal(2, (await CurrentAsync()).Version);
        Assert.Equal(2, (await AuditAsync()).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_whose_response_was_lost_is_known_as_our_own(bool saysConflict)
    {
        var account = Account + "-2";

        Assert.True(await Store(LosingResponses(saysConflict)).CreateAsync(account, null, Some.Entry("account_created"), [], Token));
        Assert.False(await Store().CreateAsync(account, null, Some.Entry("account_created"), [], Token));
    }

    [Fact]
    public async Task Storage_that_fails_before_the_commit_leaves_the_list_as_it_was()
    {
        var failing = new ScriptedTables(Tables, (changes, apply) =>
            ScriptedTables.IsCommit(changes) ? throw new RequestFailedException(503, "away") : apply());

        await Assert.ThrowsAsync<RequestFailedException>(
            () => Store(failing).CommitAsync(Account, Some.Add(Networks), Some.NoCheck, Token));

        Assert.Equal((1, 0), ((await CurrentAsync()).Version, (await CurrentAsync()).RuleCount));
        Assert.Equal(Networks.Order(), await NetworksAsync(await CommitAsync(Some.Add(Networks))));
    }

    [Fact]
    public async Task What_a_killed_commit_leaves_behind_is_swept_after_an_hour()
    {
        await CommitAsync(Some.Add(Networks[..100]));
        await KillAsync(Some.Add(Networks));
        var rows = (await RowsAsync("page-")).Count;
        Assert.InRange(rows, 3, 100);

        Assert.Equal(0, await Retention().SweepAsync(Account, Token));
        Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(rows - 1, await Retention().SweepAsync(Account, Token));

        Assert.Single(await RowsAsync("page-"));
        Assert.Equal(Networks[..100].Order(), await NetworksAsync(await CurrentAsync()));
        Assert.Equal(Networks.Order(), await NetworksAsync(await CommitAsync(Some.Add(Networks))));
    }

    [Fact]
    public async Task A_slow_commit_keeps_its_pages_though_others_are_swept()
    {
        var slow = new ScriptedTables(Tables, async (changes, apply) =>
        {
            if (ScriptedTables.IsCommit(changes))
            {
                Time.Advance(TimeSpan.FromMinutes(49));
                Assert.Equal(0, await Retention().SweepAsync(Account, Token));
            }

            return await apply();
        });

        var result = await Store(slow).CommitAsync(Account, Some.Add(Networks), Some.NoCheck, Token);

        Assert.NotNull(result.Applied);
        Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await Retention().SweepAsync(Account, Token));
        Assert.Equal(Networks.Order(), await NetworksAsync(await CurrentAsync()));
    }

    [Fact]
    public async Task A_commit_whose_pages_took_over_ten_minutes_starts_afresh()
    {
        var isSlow = true;
        var slow = new ScriptedTables(Tables, (changes, apply) =>
        {
            if (!ScriptedTables.IsCommit(changes) && isSlow)
            {
                isSlow = false;
                Time.Advance(TimeSpan.FromMinutes(11));
            }

            return apply();
        });

        var result = await Store(slow).CommitAsync(Account, Some.Add(Networks), Some.NoCheck, Token);

        Assert.Equal((2, 2), (result.Current!.Version, (await AuditAsync()).Count));
        Time.Advance(TimeSpan.FromMinutes(50));
        Assert.InRange(await Retention().SweepAsync(Account, Token), 1, 100);
        Assert.Equal(Networks.Order(), await NetworksAsync(await CurrentAsync()));
    }

    [Fact]
    public async Task A_commit_that_is_always_too_slow_ends_as_a_conflict()
    {
        var slow = new ScriptedTables(Tables, (_, apply) =>
        {
            Time.Advance(TimeSpan.FromMinutes(11));
            return apply();
        });

        var result = await Store(slow).CommitAsync(Account, Some.Add(Some.Host(1)), Some.NoCheck, Token);

        Assert.Equal(RefusalKind.Contended, result.Refusal!.Kind);
        Assert.Equal(5, (await RowsAsync("page-")).Count);
        Assert.Equal(1, (await CurrentAsync()).Version);
    }

    private ScriptedTables LosingResponses(bool saysConflict) => new(Tables, async (changes, apply) =>
    {
        var isApplied = await apply();
        return ScriptedTables.IsCommit(changes)
            ? (saysConflict ? false : throw new TaskCanceledException("No response in time."))
            : isApplied;
    });

    private async Task KillAsync(PlanChange<Nothing> plan)
    {
        var killed = new ScriptedTables(Tables, (changes, apply) =>
            ScriptedTables.IsCommit(changes) ? throw new NotSupportedException("killed") : apply());
        await Assert.ThrowsAsync<NotSupportedException>(() => Store(killed).CommitAsync(Account, plan, Some.NoCheck, Token));
    }
}
