using IpAccess.Allowlists.Versions;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Networks;
using IpAccess.Snapshots;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Snapshots;

public sealed class SnapshotSourceTests
{
    [Theory]
    [InlineData(8_388_608, 1, false)]
    [InlineData(8_388_609, 1, true)]
    [InlineData(1, 8_388_609, true)]
    public void A_list_that_no_reader_would_take_is_known_before_it_is_read(long rules, long rulesBefore, bool isTooLong)
    {
        var source = new SnapshotSource(TestService.NewClock().GetUtcNow(), Of(rules)) { Reverts = new(0, Of(rulesBefore)) };

        Assert.Equal(isTooLong, source.IsTooLong);
    }

    private static Allowlist Of(long rules)
    {
        var head = Head.First(parent: null, TestService.NewClock().GetUtcNow());
        var root = new Root(HasLists: true, [new("0", Network.IPv4(0, 0), rules)]);
        return new("acme", head, head.State with { Root = root }, pages: null!);
    }
}
