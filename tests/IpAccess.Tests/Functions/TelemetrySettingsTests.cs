using System.Text.Json;
using Azure.Identity;
using IpAccess.Telemetry;
using IpAccess.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace IpAccess.Tests.Functions;

public sealed class TelemetrySettingsTests
{
    [Fact]
    public void The_Functions_host_speaks_OpenTelemetry_as_its_worker_does() => Assert.Equal(
        "OpenTelemetry",
        JsonElement.Parse(File.ReadAllText(Repository.PathOf("host.json"))).GetProperty("telemetryMode").GetString());

    [Theory]
    [InlineData(null, false)]
    [InlineData(" ", false)]
    [InlineData("InstrumentationKey=00000000-0000-0000-0000-000000000000", true)]
    public void Telemetry_is_exported_only_where_its_setting_is_there(string? value, bool isExported)
    {
        var exported = false;
        var builder = Builder(("APPLICATIONINSIGHTS_CONNECTION_STRING", value));

        builder.ExportTelemetry(TelemetryExport.AzureMonitorSetting, _ => exported = true);

        Assert.Equal(isExported, exported);
    }

    [Theory]
    [InlineData("11111111-1111-1111-1111-111111111111", null)]
    [InlineData("", "11111111-1111-1111-1111-111111111111")]
    public void It_is_sent_as_the_managed_identity_that_a_setting_names(string storage, string? azure) => Assert.IsType<ManagedIdentityCredential>(
        TelemetryIdentity.Of(Builder(("Storage:clientId", storage), ("AZURE_CLIENT_ID", azure)).Configuration));

    [Fact]
    public void It_is_sent_as_nobody_where_none_is_named() => Assert.Null(TelemetryIdentity.Of(Builder(("Storage:clientId", "")).Configuration));

    private static HostApplicationBuilder Builder(params (string Name, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)));
        return builder;
    }
}
