using Azure.Data.Tables;
using Azure.Storage.Queues;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace IpAccess.Tests.Storage;

public sealed class StorageOptionsTests
{
    private const string Own = "AccountName=acme;AccountKey=c29tZSBvdGhlciBrZXk=;";
    private const string Known = $"AccountName={AzuriteAccount.Name};AccountKey={AzuriteAccount.Key};";
    private const string Tables = "https://acme.table.core.windows.net";
    private const string Queues = "https://acme.queue.core.windows.net";

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://127.0.0.2")]
    [InlineData(Known + "TableEndpoint=http://127.0.0.1:1/devstoreaccount1;QueueEndpoint=http://[::1]:2/devstoreaccount1")]
    [InlineData(Known + "TableEndpoint=http://localhost:1/devstoreaccount1;QueueEndpoint=https://localhost:2/devstoreaccount1")]
    [InlineData(Own + "EndpointSuffix=core.windows.net")]
    [InlineData(Own + "TableEndpoint=http://storage.example:1/acme;QueueEndpoint=http://storage.example:2/acme")]
    [InlineData("TableEndpoint=https://acme.table.core.windows.net;QueueEndpoint=https://acme.queue.core.windows.net;SharedAccessSignature=sv=2026-01-01&sig=x")]
    public void A_connection_string_is_sound(string storage) => Assert.Empty(Faults(("Storage", storage)));

    [Theory]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://storage.example", "tables", "queues")]
    [InlineData("usedevelopmentstorage=true;DevelopmentStorageProxyUri=http://192.168.0.7", "tables", "queues")]
    [InlineData(Known + "TableEndpoint=http://azurite:1/devstoreaccount1;QueueEndpoint=http://127.0.0.1:2/devstoreaccount1", "tables")]
    [InlineData(Known + "TableEndpoint=http://127.0.0.1:1/devstoreaccount1;QueueEndpoint=http://10.0.0.5:2/devstoreaccount1", "queues")]
    [InlineData(Known + "TableEndpoint=http://localhost.example:1/x;QueueEndpoint=http://127.0.0.1.example:2/x", "tables", "queues")]
    [InlineData(Known + "EndpointSuffix=core.windows.net", "tables", "queues")]
    [InlineData("accountkey= " + AzuriteAccount.Key + " ;AccountName=acme;EndpointSuffix=core.windows.net", "tables", "queues")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=" + AzuriteAccount.Key, "tables", "queues")]
    public void The_key_that_everyone_knows_is_refused_beyond_this_machine_however_it_is_written(string storage, params string[] parts)
    {
        var faults = Faults(("Storage", storage));

        Assert.Equal(parts, faults.Select(fault => fault.Split("but its ")[1].Split(' ')[0]));
        Assert.All(faults, fault => Assert.DoesNotContain(AzuriteAccount.Key, fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("AccountName=acme")]
    [InlineData("AccountName=acme;AccountKey=?")]
    public void What_is_no_connection_string_is_one_sentence(string storage) =>
        Assert.Equal(["Storage is not the connection string of a storage account."], Faults(("Storage", storage)));

    [Theory]
    [InlineData("managedidentity", "11111111-1111-1111-1111-111111111111")]
    [InlineData("ManagedIdentity", null)]
    [InlineData(null, null)]
    public void An_identity_is_sound(string? credential, string? clientId)
    {
        var options = Options(
            ("Storage", " "), ("Storage:tableServiceUri", Tables), ("Storage:queueServiceUri", Queues),
            ("Storage:credential", credential), ("Storage:clientId", clientId));

        Assert.True(Validate(options).Succeeded);
        var connection = new StorageConnection(options, new(TimeProvider.System, NullLogger<StorageClock>.Instance));
        Assert.Equal(new Uri(Tables), connection.ConnectTables(new TableClientOptions()).Uri);
        Assert.Equal(new Uri(Queues), connection.ConnectQueues(new QueueClientOptions()).Uri);
    }

    [Fact]
    public void Nothing_at_all_is_one_sentence_with_both_ways() => Assert.Equal(
        ["Storage is not set: it is the connection string of a storage account, or Storage:tableServiceUri and Storage:queueServiceUri say where an identity finds one."],
        Faults(("Storage:tableServiceUri", "")));

    [Fact]
    public void Both_ways_at_once_are_refused() => Assert.Equal(
        ["Storage is a connection string, but there are settings below it too: give one of the two."],
        Faults(("Storage", "UseDevelopmentStorage=true"), ("Storage:tableServiceUri", Tables), ("Storage:queueServiceUri", Queues)));

    [Fact]
    public void Every_fault_of_the_settings_of_an_identity_is_told() => Assert.Equal(
        [
            "Storage:tableServiceUri is not set, but other settings below Storage are.",
            "Storage:queueServiceUri is not an https address like https://account.queue.core.windows.net, without a query.",
            "Storage:clientId is set, but it only counts with managedidentity as Storage:credential.",
        ],
        Faults(("Storage:queueServiceUri", "acme"), ("Storage:clientId", "c")));

    [Theory]
    [InlineData("workloadidentity")]
    [InlineData("managed identity")]
    public void Another_credential_is_refused(string credential) => Assert.Equal(
        ["Storage:credential is neither managedidentity nor unset."],
        Faults(("Storage:tableServiceUri", Tables), ("Storage:queueServiceUri", Queues), ("Storage:credential", credential)));

    [Theory]
    [InlineData("acme.table.core.windows.net")]
    [InlineData("/devstoreaccount1")]
    [InlineData("http://acme.table.core.windows.net")]
    [InlineData("http://127.0.0.1:1/devstoreaccount1")]
    [InlineData("https://acme.table.core.windows.net/?sv=2026-01-01&sig=x")]
    [InlineData("https://me:secret@acme.table.core.windows.net")]
    public void An_address_that_no_token_may_be_sent_to_is_refused_without_repeating_it(string address)
    {
        var fault = Assert.Single(Faults(("Storage:tableServiceUri", address), ("Storage:queueServiceUri", Queues)));

        Assert.StartsWith("Storage:tableServiceUri is not an https address", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(address, fault, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Faults(params (string Name, string? Value)[] settings) =>
        Validate(Options(settings)).Failures ?? [];

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(StorageOptions options) =>
        new StorageOptionsValidator().Validate(name: null, options);

    private static StorageOptions Options(params (string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build();
        var options = new StorageOptions();
        options.Take(configuration.GetSection(StorageOptions.Section));
        return options;
    }
}
