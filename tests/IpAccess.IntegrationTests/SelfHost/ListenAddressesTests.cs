using IpAccess.SelfHost;
using Microsoft.Extensions.Configuration;

namespace IpAccess.IntegrationTests.SelfHost;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7071")]
    [InlineData("http://127.8.9.10:80")]
    [InlineData("http://localhost:7071")]
    [InlineData("https://LOCALHOST:7071")]
    [InlineData("http://[::1]:7071")]
    [InlineData("http://[::ffff:127.0.0.1]:7071")]
    [InlineData("http://unix:/run/ipaccess.sock")]
    public void Loopback_is_recognised(string address) => Assert.True(ListenAddresses.IsLoopback(address));

    [Theory]
    [InlineData("http://*:7071")]
    [InlineData("http://+:7071")]
    [InlineData("http://0.0.0.0:7071")]
    [InlineData("http://[::]:7071")]
    [InlineData("http://192.0.2.1:7071")]
    [InlineData("http://[2001:db8::1]:7071")]
    [InlineData("http://example.org:7071")]
    [InlineData("http://loopback:7071")]
    [InlineData("http://localhost.example.org:7071")]
    [InlineData("http://1:7071")]
    public void Whatever_others_may_reach_is_beyond(string address) => Assert.False(ListenAddresses.IsLoopback(address));

    [Theory]
    [InlineData("urls", "http://127.0.0.1:1;http://0.0.0.0:2")]
    [InlineData("http_ports", "8080")]
    [InlineData("https_ports", "8443")]
    [InlineData("Kestrel:Endpoints:Public:Url", "http://*:80")]
    public void Every_source_of_addresses_is_checked(string setting, string value)
    {
        _ = Assert.Throws<StartupException>(() => SettledUrls((setting, value)));
        _ = SettledUrls((setting, value), ("IpAccess:Listen:AllowNonLoopback", "true"));
    }

    [Theory]
    [InlineData("urls", "http://127.0.0.1:1;http://localhost:2", false)]
    [InlineData("urls", "http://127.0.0.1:1;http://0.0.0.0:2", true)]
    [InlineData("http_ports", "8080", true)]
    [InlineData("Kestrel:Endpoints:Public:Url", "http://*:80", true)]
    [InlineData("other", "http://*:80", false)]
    public void Whether_others_reach_the_service_is_known_to_its_other_settings(string setting, string value, bool expected)
    {
        using var configuration = new ConfigurationManager();
        configuration[setting] = value;

        Assert.Equal(expected, ListenAddresses.ReachBeyondLoopback(configuration));
    }

    [Fact]
    public void Ports_do_not_count_beside_urls() =>
        Assert.Equal("http://localhost:1", SettledUrls(("urls", "http://localhost:1"), ("http_ports", "8080")));

    [Fact]
    public void The_default_holds_only_where_nothing_is_configured()
    {
        Assert.Equal("http://127.0.0.1:7071", SettledUrls());
        Assert.Null(SettledUrls(("Kestrel:Endpoints:Mine:Url", "http://localhost:5000")));
    }

    [Theory]
    [InlineData("urls", "7071")]
    [InlineData("urls", "http://127.0.0.1:port")]
    [InlineData("IpAccess:Listen:AllowNonLoopback", "perhaps")]
    public void A_bad_setting_is_refused_by_name(string setting, string value)
    {
        var fault = Assert.Throws<StartupException>(() => SettledUrls(("urls", "http://*:1"), (setting, value)));

        Assert.Contains(value, fault.Message, StringComparison.Ordinal);
    }

    private static string? SettledUrls(params (string Key, string? Value)[] settings)
    {
        using var configuration = new ConfigurationManager();
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        ListenAddresses.Settle(configuration);
        return configuration["urls"];
    }
}
