using IpAccess.Enforcers.Entries;
using IpAccess.Enforcers.Sightings;
using IpAccess.Storage;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Testing.Enforcers;

/// <summary>What is kept of those who enforce a list, on every kind of tables: an account of its own, and a clock to move.</summary>
public abstract class EnforcerStoreContract : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private protected abstract ITables Tables { get; }

    private string Account { get; } = $"a{Guid.NewGuid():n}";

    private FakeTimeProvider Time { get; } = new ImpatientTime(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => CancellationToken.None;

    public Task InitializeAsync() => Tables.CreateMissingAsync(Token);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Whoever_is_added_is_read_as_it_was_seen()
    {
        var app = Seen("web-1") with { Applied = 7, Address = "203.0.113.9" };
        var proxy = Seen("k1") with { Kind = EnforcerKind.Proxy, Applied = long.MaxValue, Address = "2001:db8::1" };
        var firewall = Seen("A.b_c-d-", key: "k2") with { Kind = EnforcerKind.Firewall };

        Assert.Empty(await Store().AddAsync(Account, [app, proxy, firewall], Token));

        Assert.Equal([proxy, app, firewall], await ReadAsync());
    }

    [Fact]
    public async Task Whoever_is_seen_again_is_there_once_as_it_was_seen_last()
    {
        var first = Seen("web-1") with { Applied = 7, Address = "203.0.113.9" };
        await Store().AddAsync(Account, [first], Token);
        Time.Advance(Second);
        var renewed = Seen("web-1");

        await Store().RenewAsync(Account, [renewed], Token);
        Assert.Equal([renewed], await ReadAsync());
        Time.Advance(Second);
        var added = Seen("web-1") with { Applied = 9 };
        Assert.Empty(await Store().AddAsync(Account, [added], Token));

        Assert.Equal([added], await ReadAsync());
    }

    [Fact]
    public async Task What_was_seen_later_is_not_overwritten_by_who_comes_late()
    {
        var earlier = Seen("web-1") with { Applied = 7 };
        Time.Advance(Second);
        var later = Seen("web-1") with { Applied = 8 };
        await Store().AddAsync(Account, [later], Token);

        Assert.Empty(await Store().AddAsync(Account, [earlier], Token));

        Assert.Equal([later], await ReadAsync());
    }

    [Fact]
    public async Task A_hundred_names_of_a_key_find_room_and_the_other_keys_are_not_short_of_it()
    {
        var refused = await Store().AddAsync(Account, Many("k1", 130), Token);
        Assert.Equal(30, refused.Count);

        Assert.Empty(await Store().AddAsync(Account, Many("k2", 100), Token));
        Assert.Empty(await Store().AddAsync(Account, Many("k1", 100), Token));

        Assert.Equal(["k1 100", "k2 100"], (await ReadAsync()).CountBy(each => each.Key).Select(key => $"{key.Key} {key.Value}"));
    }

    [Fact]
    public async Task A_thousand_names_of_an_account_find_room_and_another_account_is_not_short_of_it()
    {
        for (var key = 0; key < 10; key++)
        {
            Assert.Empty(await Store().AddAsync(Account, Many($"k{key}", 100), Token));
        }

        Assert.Single(await Store().AddAsync(Account, [Seen("web-1", key: "other")], Token));

        Assert.Equal(1000, (await ReadAsync()).Count);
        Assert.Empty(await Store().AddAsync($"{Account}-2", [Seen("web-1", key: "other")], Token));
    }

    [Fact]
    public async Task A_new_name_takes_the_place_of_the_one_that_was_not_seen_for_longest_once_that_is_a_day()
    {
        await Store().AddAsync(Account, [Seen("oldest")], Token);
        Time.Advance(Second);
        await Store().AddAsync(Account, Many("k1", 99), Token);
        Time.Advance(EnforcerRoom.YieldsAfter - (2 * Second));
        Assert.Single(await Store().AddAsync(Account, [Seen("new")], Token));
        Time.Advance(Second);

        var refused = await Store().AddAsync(Account, [Seen("new"), Seen("newer")], Token);

        Assert.Equal(["newer"], refused.Select(each => each.Name));
        var names = (await ReadAsync()).ConvertAll(each => each.Name);
        Assert.Equal(100, names.Count);
        Assert.Contains("new", names);
        Assert.DoesNotContain("oldest", names);
    }

    [Fact]
    public async Task However_many_add_names_at_once_there_are_never_more_than_there_is_room_for()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(async instance =>
        {
            var wanted = Enumerable.Range(0, 40).Select(i => Seen($"i{instance}-{i}")).ToList();
            for (var tries = 0; ; tries++)
            {
                try
                {
                    return wanted.Count - (await Store().AddAsync(Account, wanted, Token)).Count;
                }
                catch (TimeoutException) when (tries < 20)
                {
                    continue;
                }
            }
        }));

        Assert.Equal(100, added.Sum());
        Assert.Equal(100, (await ReadAsync()).Count);
    }

    [Fact]
    public async Task Whoever_was_not_seen_for_thirty_days_is_forgotten()
    {
        await Store().AddAsync(Account, [Seen("gone"), Seen("back")], Token);
        Time.Advance(EnforcerStore.KeptFor);
        await Store().RetainAsync(Account, Token);
        Assert.Equal(["back", "gone"], (await ReadAsync()).Select(each => each.Name));
        Time.Advance(Second);

        // Already before somebody has come to take it away.
        Assert.Empty(await ReadAsync());
        await Store().AddAsync(Account, [Seen("back")], Token);
        await Store().RetainAsync(Account, Token);

        Assert.Equal(["k1-back", "names"], await RowsAsync());
    }

    private EnforcerStore Store() => new(Tables, Time);

    private Enforcer Seen(string name, string key = "k1") =>
        new(key, name) { Kind = EnforcerKind.App, SeenAt = Time.GetUtcNow().ToUnixTimeSeconds() };

    private IEnumerable<Enforcer> Many(string key, int count) => Enumerable.Range(0, count).Select(i => Seen($"web-{i}", key));

    private Task<List<Enforcer>> ReadAsync() => Store().ReadAsync(Account, Token).ToListAsync().AsTask();

    private async Task<IEnumerable<string>> RowsAsync() =>
        (await Tables.Open(TableNames.Enforcers, StorageTimeout.ForOperations)
            .ReadAsync(Account, RowRange.WithPrefix(string.Empty), [], Token).ToListAsync()).Select(row => row.RowKey);
}
