using IpAccess.Snapshots;

namespace IpAccess.Tests.Snapshots;

public sealed class PackedSnapshotsTests : IDisposable
{
    private const int Kibibyte = 1024;
    private readonly PackedSnapshots packed = new(most: 100 * Kibibyte);
    private int packings;

    [Fact]
    public async Task Those_who_ask_at_once_wait_for_one_packing()
    {
        var packing = new TaskCompletionSource<byte[]>();
        var asking = Enumerable.Range(0, 1_000).Select(_ => GetAsync("acme", "1", packing.Task)).ToList();
        packing.SetResult([7]);

        var given = await Task.WhenAll(asking);

        Assert.All(given, bytes => Assert.Same(given[0], bytes));
        Assert.Equal(1, packings);
    }

    [Fact]
    public async Task What_was_packed_is_given_again_until_the_content_is_another()
    {
        Assert.Same(await GetAsync("acme", "1", 10), await GetAsync("acme", "1", 10));
        Assert.Equal(20 * Kibibyte, (await GetAsync("acme", "2", 20)).Length);
        Assert.Equal(2, packings);
        await GetAsync("acme", "1", 10);
        Assert.Equal(3, packings);
    }

    [Fact]
    public async Task Those_used_least_of_late_give_way_where_there_is_no_room()
    {
        await GetAsync("a", "1", 40);
        await GetAsync("b", "1", 40);
        await GetAsync("a", "1", 40);
        await GetAsync("c", "1", 40);
        Assert.Equal(3, packings);

        await GetAsync("a", "1", 40);
        await GetAsync("c", "1", 40);
        Assert.Equal(3, packings);
        await GetAsync("b", "1", 40);
        Assert.Equal(4, packings);
    }

    [Fact]
    public async Task One_that_is_larger_than_all_the_room_is_given_and_takes_none()
    {
        await GetAsync("a", "1", 40);
        Assert.Equal(101 * Kibibyte, (await GetAsync("b", "1", 101)).Length);
        await GetAsync("a", "1", 40);
        Assert.Equal(2, packings);
        await GetAsync("b", "1", 101);
        Assert.Equal(3, packings);
    }

    [Fact]
    public async Task A_packing_that_failed_is_told_to_all_who_wait_and_tried_again_for_the_next()
    {
        var packing = new TaskCompletionSource<byte[]>();
        var asking = new[] { GetAsync("acme", "1", packing.Task), GetAsync("acme", "1", packing.Task) };
        packing.SetException(new TimeoutException("Storage is away."));

        Assert.All(asking, one => Assert.Throws<TimeoutException>(() => one.GetAwaiter().GetResult()));
        Assert.Equal(5 * Kibibyte, (await GetAsync("acme", "1", 5)).Length);
    }

    [Fact]
    public async Task Whoever_goes_away_stops_nobody_elses_waiting()
    {
        using var gone = new CancellationTokenSource();
        var packing = new TaskCompletionSource<byte[]>();
        var first = packed.GetAsync("acme", "1", () => packing.Task, gone.Token);
        var second = GetAsync("acme", "1", packing.Task);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        packing.SetResult([7]);

        Assert.Equal([7], await second);
        Assert.Equal(0, packings);
    }

    [Fact]
    public async Task A_list_that_changes_faster_than_it_is_packed_keeps_no_other_waiting()
    {
        var busy = new TaskCompletionSource<byte[]>();
        var others = new[] { GetAsync("a", "1", busy.Task), GetAsync("b", "1", busy.Task) };
        while (Volatile.Read(ref packings) < 2)
        {
            await Task.Yield();
        }

        var asking = Enumerable.Range(1, 100).Select(version => TryGetAsync("acme", $"{version}", Task.FromResult(new byte[version]))).ToList();
        busy.SetResult([7]);
        await Task.WhenAll(others);

        var given = await Task.WhenAll(asking);
        Assert.All(given[..^1], Assert.Null);
        Assert.Equal(100, given[^1]!.Length);
        Assert.Equal(3, packings);
    }

    public void Dispose() => packed.Dispose();

    private Task<byte[]> GetAsync(string account, string identity, int kibibytes) =>
        GetAsync(account, identity, Task.FromResult(new byte[kibibytes * Kibibyte]));

    private async Task<byte[]> GetAsync(string account, string identity, Task<byte[]> packing) => (await TryGetAsync(account, identity, packing))!;

    private Task<byte[]?> TryGetAsync(string account, string identity, Task<byte[]> packing) => packed.GetAsync(
        account,
        identity,
        () =>
        {
            Interlocked.Increment(ref packings);
            return packing;
        },
        CancellationToken.None);
}
