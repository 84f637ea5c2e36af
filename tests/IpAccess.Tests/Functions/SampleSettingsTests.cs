using System.Reflection;
using System.Text.Json;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Storage.Clients;
using IpAccess.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace IpAccess.Tests.Functions;

public sealed class SampleSettingsTests
{
    // What only some deployments set, and what belongs to the self-host alone.
    private static readonly string[] WithoutLocalValue =
    [
        "IpAccess:ClientAddress:TrustedProxies", "IpAccess:ClientAddress:Header", "IpAccess:ClientAddress:RequiredHeader",
        "IpAccess:GeoDatabase",
    ];

    private static readonly Dictionary<string, string?> Values = JsonElement
        .Parse(File.ReadAllText(Repository.PathOf("local.settings.sample.json")))
        .GetProperty("Values").EnumerateObject()
        .ToDictionary(value => value.Name, value => value.Value.GetString(), StringComparer.Ordinal);

    [Theory]
    [InlineData(HostKind.Functions)]
    [InlineData(HostKind.Kestrel)]
    public void The_sample_settings_are_sound_on_both_hosts(HostKind host)
    {
        using var built = Build(host);

        Assert.True(built.Services.GetRequiredService<IOptions<IpAccessOptions>>().Value.ClientAddress.AllowPrivatePeer);
        Assert.Equal("UseDevelopmentStorage=true", built.Services.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString);
    }

    [Fact]
    public void The_sample_settings_hold_every_setting_that_has_a_local_value()
    {
        var settings = Names(typeof(IpAccessOptions), IpAccessOptions.Section)
            .Where(name => name is not "IpAccess:Host")
            .Except(WithoutLocalValue, StringComparer.Ordinal);

        Assert.Equal(settings.Order(), Values.Keys.Where(name => name.StartsWith("IpAccess:", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void The_table_of_settings_tells_every_setting()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/settings.md"));
        var storage = typeof(StorageOptions).GetProperties().Select(property => property.GetCustomAttribute<ConfigurationKeyNameAttribute>())
            .OfType<ConfigurationKeyNameAttribute>().Select(setting => $"{StorageOptions.Section}:{setting.Name}").ToList();

        Assert.Equal(4, storage.Count);
        Assert.All(
            Names(typeof(IpAccessOptions), IpAccessOptions.Section).Where(name => name is not "IpAccess:Host").Concat(storage),
            name => Assert.Contains($"`{name}", page, StringComparison.Ordinal));
    }

    [Fact]
    public void On_Functions_a_private_peer_is_unknown_unless_a_setting_says_otherwise()
    {
        Assert.False(Bind(HostKind.Functions, ("IpAccess:ClientAddress:AllowPrivatePeer", null)).ClientAddress.AllowPrivatePeer);
        Assert.True(Bind(HostKind.Kestrel, ("IpAccess:ClientAddress:AllowPrivatePeer", null)).ClientAddress.AllowPrivatePeer);
    }

    [Fact]
    public void On_Functions_the_header_that_its_host_replaces_can_not_be_believed()
    {
        (string, string?)[] settings =
            [("IpAccess:ClientAddress:Mode", ClientAddressOptions.ForwardedForMode), ("IpAccess:ClientAddress:TrustedProxies:0", "127.0.0.0/8")];

        Assert.Contains(
            "X-Forwarded-For", Assert.Throws<OptionsValidationException>(() => Bind(HostKind.Functions, settings)).Message, StringComparison.Ordinal);
        Assert.Equal(ClientAddressOptions.ForwardedForMode, Bind(HostKind.Kestrel, settings).ClientAddress.Mode);
    }

    [Fact]
    public void On_Functions_a_header_needs_another_one_beside_it_unless_a_setting_says_otherwise()
    {
        (string, string?)[] settings = [("IpAccess:ClientAddress:Mode", ClientAddressOptions.HeaderMode), ("IpAccess:ClientAddress:Header", "X-Azure-SocketIP")];

        Assert.Contains(
            "RequiredHeader", Assert.Throws<OptionsValidationException>(() => Bind(HostKind.Functions, settings)).Message, StringComparison.Ordinal);
        Assert.Equal(
            ClientAddressOptions.HeaderMode,
            Bind(HostKind.Functions, [.. settings, ("IpAccess:ClientAddress:AllowUnverifiedHeader", "true")]).ClientAddress.Mode);
        Assert.Equal(ClientAddressOptions.HeaderMode, Bind(HostKind.Kestrel, settings).ClientAddress.Mode);
    }

    [Fact]
    public void On_Functions_the_service_stops_before_its_host_kills_it()
    {
        using var host = Build(HostKind.Functions);

        Assert.InRange(host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4.5));
    }

    [Theory]
    [InlineData(HostKind.Functions)]
    [InlineData(HostKind.Kestrel)]
    public void The_server_has_no_limit_of_its_own_for_bodies_on_either_host(HostKind host)
    {
        using var built = Build(host);

        Assert.Null(built.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBodySize);
    }

    private static IpAccessOptions Bind(HostKind host, params (string Name, string? Value)[] others)
    {
        using var built = Build(host, others);
        return built.Services.GetRequiredService<IOptions<IpAccessOptions>>().Value;
    }

    private static IHost Build(HostKind host, params (string Name, string? Value)[] others)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(Values.Where(value => !others.Any(other => other.Name == value.Key)));
        builder.Configuration.AddInMemoryCollection(
            others.Where(other => other.Value is not null).Select(other => KeyValuePair.Create(other.Name, other.Value)));
        builder.AddIpAccess(host);
        return builder.Build();
    }

    private static IEnumerable<string> Names(Type options, string section) => options.GetProperties().SelectMany(property =>
        property.PropertyType.IsClass && property.PropertyType.Assembly == options.Assembly
            ? Names(property.PropertyType, $"{section}:{property.Name}")
            : [$"{section}:{property.Name}"]);
}
