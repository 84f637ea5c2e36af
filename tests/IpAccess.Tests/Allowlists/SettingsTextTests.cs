using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Tests.Allowlists;

public sealed class SettingsTextTests
{
    private static readonly AllowlistSettings Other = new()
    {
        Mode = Mode.Off,
        EmptyList = EmptyList.Deny,
        ExemptSurfaces = ["webhooks", "smtp"],
        Auto = new() { PrefixV4 = 32, PrefixV6 = 56, DailyLimit = 1 },
        LockoutGuard = false,
        OnFailure = FailurePolicy.Allow,
        ProtectManagement = true,
        RuleLimit = 10_000_000,
        Recoveries = [new(Address.IPv4(0x01020304), 1_800_000_000, "lost"), new(Address.IPv6(UInt128.One << 100), 1, null)],
    };

    [Fact]
    public void Settings_come_back_as_they_were()
    {
        var read = SettingsText.Read(SettingsText.Write(Other));

        Assert.True(SettingsText.AreSame(Other, read));
        Assert.Equal(Other.Recoveries, read.Recoveries.AsEnumerable());
        Assert.Equal((Mode.Off, EmptyList.Deny, FailurePolicy.Allow, false), (read.Mode, read.EmptyList, read.OnFailure, read.LockoutGuard));
        Assert.False(SettingsText.AreSame(Other, read with { ExemptSurfaces = ["smtp", "webhooks"] }));
    }

    [Fact]
    public void Packed_settings_come_back_as_they_were() =>
        Assert.True(SettingsText.AreSame(Other, PackedSettings.Unpack(PackedSettings.Pack(Other))));

    [Fact]
    public void Names_are_those_of_the_api() => Assert.Contains(
        "\"empty_list\":\"deny\",\"exempt_surfaces\":[\"webhooks\",\"smtp\"],\"auto\":{\"prefix_v4\":32,",
        SettingsText.Write(Other),
        StringComparison.Ordinal);

    [Fact]
    public void What_is_missing_has_its_first_value() =>
        Assert.True(SettingsText.AreSame(new() { Mode = Mode.Off }, SettingsText.Read("""{"mode":"off"}""")));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"mode":"sideways"}""")]
    [InlineData("""{"recoveries":[{"address":"1.2.3.4"}]}""")]
    public void Anything_else_is_refused(string text) => Assert.Throws<InvalidDataException>(() => SettingsText.Read(text));
}
