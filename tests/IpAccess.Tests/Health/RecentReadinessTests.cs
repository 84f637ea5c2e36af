using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Health;

public sealed class RecentReadinessTests
{
    [Fact]
    public async Task However_many_ask_storage_is_asked_once_a_second()
    {
        await using var service = await TestService.StartAsync();
        using var anyone = service.Client();
        var before = service.Tables.Operations;

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => anyone.CallAsync("GET", "/health/ready")));

        Assert.All(replies, reply => reply.Is(200));
        Assert.Equal(before + 1, service.Tables.Operations);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        (await anyone.CallAsync("GET", "/health/ready")).Is(200);
        Assert.Equal(before + 2, service.Tables.Operations);
    }

    [Fact]
    public async Task What_fails_is_told_within_a_second_and_so_is_its_end()
    {
        await using var service = await TestService.StartAsync();
        using var anyone = service.Client();
        (await anyone.CallAsync("GET", "/health/ready")).Is(200);

        service.Queues.IsAway = true;
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        (await anyone.CallAsync("GET", "/health/ready")).Is(503);
        service.Queues.IsAway = false;
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        (await anyone.CallAsync("GET", "/health/ready")).Is(200);
    }
}
