using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Snapshots;
using IpAccess.Testing.Versions;

namespace IpAccess.Tests.Snapshots;

/// <summary>A snapshot of format 1 that was written on 2026-11-26. It is never made anew: apps of today read what that service sent.</summary>
public sealed class SnapshotSampleTests
{
    private const string Written =
        "SVBBUwEAAAGiAyCiewAAAThyay/itLIp2gEZb0EdrHqKPfYmDVobPi3NhorEYeVGEwAAAjwbOwIAxMA1LYIFPp1+gaNsIf0Ck5A0FnJurKZmJAu7gXPqVAcy"
        + "hagCHHaBDqEfBXIoN1UQBF0coprvRbqV+qI30QTmDVDwmVoOBGpgq1F3WdYIOl2+mwOdwEsW1OsjKHUYL5b9TgG7BDyUwFuCtUY2B4qgeyAQ5YJC9QIEx5DI"
        + "dN2n16gzkLAcp1ptLKaHlWNYbnVAY+jUuk0kCNq5yDClGW0CHjdA4fP4OQ/n9fq5qAKzW6rmX7zhaNAfiHo8nlmCoMYPWeezJpbFp9QBDXk8BFDnbKcc8AzA"
        + "7F8Sq1jhSClVm63k8XK7FElk4r1OKfj8P9xr766EMr3h5+8kW6bX2+Xy4X3pUHwIRa/CCfiuBNrrqAsuVF7sDQ9GbkRrwTk2Owa8o7VSpRNPnVYIFUKVUCYU"
        + "AA==";

    private static readonly SampleContent Sample = new(
        new(
            12,
            new()
            {
                Mode = Mode.Monitor,
                Unknown = UnknownPolicy.Review,
                EmptyList = EmptyList.Deny,
                OnFailure = FailurePolicy.Allow,
                ExemptSurfaces = ["smtp"],
                Recoveries = [new(Address.IPv4(0xcb007109), 1_795_349_000, null)],
                MaxStaleSeconds = 600,
                LearningUntil = 1_795_400_000,
            },
            [
                Some.Rule(Network.IPv4(0x0a000000, 8), 3),
                Some.Rule(Network.IPv4(0x0a010203, 32), 1) with { ExpiresAt = 1_795_350_000 },
                Some.Rule(Network.IPv6(new(0x20010db800000000, 0), 32), 900) with { ExpiresAt = 1_795_340_000 },
            ],
            [Network.IPv4(0xc6336400, 24), Network.IPv6(new(0x20010db800010000, 0), 64)]),
        new(
            11,
            new() { Mode = Mode.Enforce, EmptyList = EmptyList.Allow, ExemptSurfaces = [], Recoveries = [] },
            [Some.Rule(Network.IPv4(0x0a000000, 8), 3)],
            []),
        HasSameRules: false,
        RevertsAt: 1_795_349_100);

    [Fact]
    public void What_was_written_when_the_format_was_new_is_read()
    {
        var read = SnapshotFormat.Read(Convert.FromBase64String(Written));

        Assert.Equal(("acme", 1_795_348_800_123, "an-identity"), (read.Account, read.AsOf, read.Identity));
        Sample.List.AssertIs(read.State);
        Sample.Before!.AssertIs(read.Reverts!.State);
        Assert.Equal(Sample.RevertsAt, read.Reverts.At);
        Assert.Equal(1, read.State.Decide(Address.IPv4(0x0a010203), "api", 1_795_349_999).Rule!.Id);
        Assert.Equal(3, read.State.Decide(Address.IPv4(0x0a010203), "api", 1_795_350_000).Rule!.Id);
    }

    [Fact]
    public void What_is_written_today_has_the_same_length_before_it_is_compressed() => Assert.Equal(
        Convert.FromBase64String(Written).AsSpan(SnapshotFormat.EnvelopeLength, sizeof(int)), Sample.Pack().AsSpan(0, sizeof(int)));
}
