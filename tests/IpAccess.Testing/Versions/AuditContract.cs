using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;

namespace IpAccess.Testing.Versions;

/// <summary>The audit that commits write.</summary>
public abstract class AuditContract : VersionsContract
{
    [Fact]
    public async Task The_audit_tells_who_did_what_newest_first()
    {
        Time.Advance(TimeSpan.FromSeconds(90));
        var entry = Some.Entry("rules_added", "request-7") with { Before = "[1]"u8.ToArray(), After = [.. Enumerable.Repeat((byte)'x', 200_000)] };
        await CommitAsync(Some.Make(new Change { Audit = [entry, Some.Entry("enforcement_lifted")] }));

        var audit = await AuditAsync();

        Assert.Equal(["enforcement_lifted", "rules_added", "account_created"], audit.Select(stored => stored.Entry.Action));
        Assert.Equal([2L, 2, 1], audit.Select(stored => stored.Version));
        var stored = audit[1];
        Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds(), stored.At);
        Assert.Equal(Some.Actor with { RequestId = "request-7" }, stored.Entry.Actor);
        Assert.Equal(entry.Before, stored.Entry.Before);
        Assert.Equal(entry.After, stored.Entry.After);
    }

    [Fact]
    public async Task The_audit_keeps_the_order_of_versions_though_a_clock_is_behind()
    {
        var behind = ColdStore(new ImpatientTime(Time.GetUtcNow()));
        Time.Advance(TimeSpan.FromHours(1));
        await CommitAsync(Some.Add(Some.Host(1)));
        await behind.CommitAsync(Account, Some.Add(Some.Host(2)), Some.NoCheck, Token);
        await CommitAsync(Some.Make(new Change { MakesVersion = false, Audit = [Some.Entry("key_created")] }));
        await behind.CommitAsync(Account, Some.Add(Some.Host(3)), Some.NoCheck, Token);

        Assert.Equal([4L, 3, 3, 2, 1], (await AuditAsync()).Select(stored => stored.Version));
        Assert.Equal("key_created", (await AuditAsync())[1].Entry.Action);
        Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds(), (await CurrentAsync()).UpdatedAt);
    }

    [Fact]
    public async Task The_audit_is_read_on_after_any_position_and_back_to_any_time()
    {
        var start = Time.GetUtcNow().ToUnixTimeSeconds();
        for (var i = 1u; i <= 5; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
            await CommitAsync(Some.Add(Some.Host(i)));
        }

        var all = await AuditAsync();

        Assert.Equal([6L, 5, 4, 3, 2, 1], all.Select(stored => stored.Version));
        Assert.Equal([3L, 2, 1], (await AuditAsync(after: all[2].Position)).Select(stored => stored.Version));
        Assert.Equal([6L, 5, 4], (await AuditAsync(since: start + 30)).Select(stored => stored.Version));
        Assert.Equal([6L, 5], (await AuditAsync(since: start + 31)).Select(stored => stored.Version));
        Assert.Equal([5L, 4], (await AuditAsync(since: start + 30, after: all[0].Position)).Select(stored => stored.Version));
        Assert.Empty(await AuditAsync(after: all[^1].Position));
        Assert.All(all, stored => Assert.True(AuditRow.IsPosition(stored.Position)));
        Assert.False(AuditRow.IsPosition("head"));
    }

    [Fact]
    public async Task The_audit_is_kept_as_long_as_asked()
    {
        Time.Advance(TimeSpan.FromDays(300));
        await CommitAsync(Some.Add(Some.Host(1)));
        Time.Advance(TimeSpan.FromDays(100));

        Assert.Equal(0, await Retention().RetainAuditAsync(Account, VersionRetention.AuditKeptFor, Token));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await Retention().RetainAuditAsync(Account, VersionRetention.AuditKeptFor, Token));

        Assert.Equal("rules_added", Assert.Single(await AuditAsync()).Entry.Action);
    }
}
