using IpAccess.Attempts;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static IpAccess.Tests.Attempts.GeoDatabaseFile;

namespace IpAccess.Tests.Attempts;

public sealed class LocationsTests
{
    [Theory]
    [InlineData("203.0.113.0", "Australia")]
    [InlineData("203.0.113.255", "Australia")]
    [InlineData("203.0.112.255", null)]
    [InlineData("203.0.114.0", null)]
    [InlineData("198.51.100.7", "Austria")]
    [InlineData("198.51.100.8", "Germany")]
    [InlineData("192.0.2.1", null)]
    [InlineData("2001:db8::1", "Iceland")]
    [InlineData("2001:db9::1", null)]
    [InlineData("::1", null)]
    [InlineData("::ffff:203.0.113.9", "Australia")]
    public void An_address_is_in_the_country_of_the_narrowest_network_around_it(string address, string? country)
    {
        using var file = GeoDatabaseFile.Of(
            ("203.0.113.0/24", "Australia"), ("198.51.100.0/24", "Germany"), ("198.51.100.7/32", "Austria"), ("2001:db8::/32", "Iceland"));
        using var locations = new Locations(file.Path);

        Assert.Equal(country, locations.Of(Parse(address)));
    }

    [Fact]
    public void Any_length_of_name_and_any_letters_are_read()
    {
        var longName = new string('é', 120);
        using var file = GeoDatabaseFile.Of(("10.0.0.0/8", longName), ("11.0.0.0/8", "Côte d'Ivoire"));
        using var locations = new Locations(file.Path);

        Assert.Equal(longName, locations.Of(Parse("10.1.2.3")));
        Assert.Equal("Côte d'Ivoire", locations.Of(Parse("11.1.2.3")));
    }

    [Fact]
    public void Without_a_country_the_one_counts_that_the_address_is_registered_in()
    {
        var both = Country("Japan");
        both["registered_country"] = Country("Chad", "registered_country")["registered_country"];
        var format = new MaxMindFormat()
            .Add("10.0.0.0/8", Country("Chad", "registered_country"))
            .Add("11.0.0.0/8", both);

        Assert.Equal(["Chad", "Japan"], Names(format, "10.0.0.1", "11.0.0.1"));
    }

    [Fact]
    public void Entries_that_name_no_country_are_no_location()
    {
        object[] odd =
        [
            Map(),
            Map(("city", Map(("names", Map(("en", "Vienna")))))),
            Map(("country", "Austria")),
            Map(("country", Map(("names", new object[] { "Austria" })))),
            Map(("country", Map(("names", Map(("de", "Österreich")))))),
            Map(("country", Map(("names", Map(("en", 43u)))))),
            Map(("country", Country(string.Empty)["country"])),
            "Austria",
            43u,
            true,
            new object[] { "Austria" },
        ];
        var format = odd.Index().Aggregate(new MaxMindFormat(), (format, entry) => format.Add($"10.{entry.Index}.0.0/16", entry.Item));

        Assert.All(Names(format, [.. odd.Index().Select(entry => $"10.{entry.Index}.0.1")]), Assert.Null);
    }

    [Fact]
    public void A_database_of_IPv4_knows_no_IPv6()
    {
        // Its first 32 bits are those of 32.1.13.184.
        var format = new MaxMindFormat(ipVersion: 4).Add("32.1.13.184/32", Country("Nowhere")).Add("10.0.0.0/8", Country("Chad"));

        Assert.Equal([null, "Nowhere", "Chad", "Chad"], Names(format, "2001:db8::1", "32.1.13.184", "10.0.0.1", "::ffff:10.0.0.1"));
    }

    [Fact]
    public void A_database_with_broken_bytes_never_throws()
    {
        var sound = new MaxMindFormat().Add("10.0.0.0/8", Country("Chad")).Add("2001:db8::/32", Country("Iceland")).ToBytes();
        var metadata = sound.AsSpan().IndexOf("MaxMind.com"u8) - 3;
        var readable = 0;
        for (var place = 0; place < metadata; place++)
        {
            var broken = sound.ToArray();
            broken[place] ^= 0x55;
            using var file = new GeoDatabaseFile(broken);
            if (Locations.FaultOf(file.Path) is null)
            {
                readable++;
                using var locations = new Locations(file.Path);
                _ = locations.Of(Parse("10.0.0.1"));
                _ = locations.Of(Parse("2001:db8::1"));
            }
        }

        Assert.InRange(readable, metadata / 2, metadata);
    }

    [Fact]
    public void Without_a_database_and_without_an_address_there_is_no_location()
    {
        using var file = GeoDatabaseFile.Of(("0.0.0.0/1", "Chad"), ("::/1", "Iceland"));
        using var locations = new Locations(file.Path);
        using var none = new Locations(null);

        Assert.Null(locations.Of(default));
        Assert.Null(none.Of(Parse("10.0.0.1")));
    }

    [Theory]
    [InlineData("absent")]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("truncated")]
    [InlineData("a folder")]
    public async Task A_file_that_is_no_database_stops_the_start(string kind)
    {
        var sound = new MaxMindFormat().Add("10.0.0.0/8", Country("Chad")).ToBytes();
        using var file = new GeoDatabaseFile(kind switch
        {
            "text" => [.. "10.0.0.0/8,Chad\n"u8],
            "truncated" => sound[..^40],
            _ => [],
        });
        var path = kind switch
        {
            "absent" => file.Path + ".absent",
            "a folder" => Path.GetDirectoryName(file.Path)!,
            _ => file.Path,
        };

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync(("IpAccess:GeoDatabase", path)));

        Assert.StartsWith($"IpAccess:GeoDatabase names '{path}', which can not be read", Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_uses_the_database_of_its_setting()
    {
        using var file = GeoDatabaseFile.Of(("10.0.0.0/8", "Chad"));
        await using var with = await TestService.StartAsync(("IpAccess:GeoDatabase", file.Path));
        await using var without = await TestService.StartAsync(("IpAccess:GeoDatabase", " "));

        Assert.Equal("Chad", with.Services.GetRequiredService<Locations>().Of(Parse("10.0.0.1")));
        Assert.Null(without.Services.GetRequiredService<Locations>().Of(Parse("10.0.0.1")));
    }

    private static List<string?> Names(MaxMindFormat format, params string[] addresses)
    {
        using var file = new GeoDatabaseFile(format.ToBytes());
        using var locations = new Locations(file.Path);
        return [.. addresses.Select(address => locations.Of(Parse(address)))];
    }

    private static Address Parse(string text) =>
        NetworkText.TryParseAddress(text, out var address) ? address : throw new ArgumentException(text, nameof(text));
}
