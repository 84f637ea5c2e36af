using IpAccess.Decisions;
using IpAccess.Http;
using Microsoft.Extensions.Configuration;

namespace IpAccess.Tests.Http;

public sealed class ClientAddressOptionsTests
{
    [Fact]
    public void The_defaults_are_sound_and_trust_nobody() => Assert.Empty(new ClientAddressOptions().Validate());

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var options = new ClientAddressOptions
        {
            Mode = "proxy",
            MaxHops = 0,
            TrustedProxies = { "10.0.0.0/255.0.0.0", "0.0.0.0/0", "::/0", "10.0.0.1" },
            RequiredHeader = "X-Azure-FDID",
        };

        Assert.Collection(
            options.Validate(),
            fault => Assert.Contains("Mode is 'proxy'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("MaxHops is 0", fault, StringComparison.Ordinal),
            fault => Assert.Contains("write 10.0.0.0/8", fault, StringComparison.Ordinal),
            fault => Assert.Contains("'0.0.0.0/0': trusting every address", fault, StringComparison.Ordinal),
            fault => Assert.Contains("'::/0': trusting every address", fault, StringComparison.Ordinal),
            fault => Assert.Contains("a colon and its value", fault, StringComparison.Ordinal),
            fault => Assert.Contains("read only where", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0")]
    [InlineData("128/2 64/2 0/2 192/2 10/8", "0.0.0.0/0")]
    [InlineData("::/1 8000::/1", "::/0")]
    [InlineData("2000::/4 3000::/4", "::/0")]
    [InlineData("0.0.0.0/1 128.0.0.0/2 192.0.0.0/3 2000::/3", "0.0.0.0/0 ::/0")]
    [InlineData("1/8 0.0.0.0/1 128.0.0.0/2 192.0.0.0/4", "")]
    [InlineData("10/8 172.16/12 192.168/16 fc00::/7 2001:db8::/32", "")]
    public void Trusting_the_whole_internet_in_pieces_is_trusting_everybody(string proxies, string families)
    {
        var options = new ClientAddressOptions { Mode = "forwarded_for" };
        foreach (var proxy in proxies.Split(' '))
        {
            options.TrustedProxies.Add(proxy);
        }

        Assert.Equal(
            families.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            options.Validate().Select(fault => fault.Split("internet that ")[1].Split(' ')[0]));
        options.AllowUnverifiedHeader = true;
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void A_header_that_anybody_could_write_is_not_believed_beyond_loopback_unless_it_is_wanted()
    {
        var options = new ClientAddressOptions { Mode = "header", Header = "X-Real-IP" };

        Assert.Empty(options.Validate());
        Assert.Contains("AllowUnverifiedHeader", Assert.Single(options.ValidateBeyondLoopback()), StringComparison.Ordinal);

        options.AllowUnverifiedHeader = true;
        Assert.Empty(options.ValidateBeyondLoopback());
        Assert.Empty(new ClientAddressOptions { Mode = "header", Header = "X-Real-IP", RequiredHeader = "X-Secret: x" }.ValidateBeyondLoopback());
    }

    [Fact]
    public void Forwarded_for_needs_a_proxy_to_believe() =>
        Assert.Contains("names no proxy", Assert.Single(new ClientAddressOptions { Mode = "forwarded_for" }.Validate()), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("X Real IP")]
    public void Header_mode_needs_a_header(string? header) =>
        Assert.Contains("does not name a header", Assert.Single(new ClientAddressOptions { Mode = "header", Header = header }.Validate()), StringComparison.Ordinal);

    [Fact]
    public void Unsafe_settings_give_no_resolver()
    {
        var fault = Assert.Throws<ArgumentException>(() => new ClientAddressResolver(new() { Mode = "forwarded_for" }));

        Assert.Contains("names no proxy", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_settings_are_bound_by_their_names()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["IpAccess:ClientAddress:Mode"] = "forwarded_for",
            ["IpAccess:ClientAddress:TrustedProxies:0"] = "127.0.0.0/8",
            ["IpAccess:ClientAddress:TrustedProxies:1"] = "::1",
            ["IpAccess:ClientAddress:MaxHops"] = "2",
            ["IpAccess:ClientAddress:AllowPrivatePeer"] = "false",
        }).Build();

        var options = configuration.GetSection(ClientAddressOptions.Section).Get<ClientAddressOptions>()!;

        Assert.Equal(("forwarded_for", 2, false), (options.Mode, options.MaxHops, options.AllowPrivatePeer));
        Assert.Equal(["127.0.0.0/8", "::1"], options.TrustedProxies);
        Assert.Empty(options.Validate());
    }
}
