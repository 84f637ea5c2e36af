using IpAccess.Storage.Clients;
using Microsoft.Extensions.Configuration;

namespace IpAccess.Tests.Storage;

public sealed class TriggerStorageTests
{
    private const string Local = "UseDevelopmentStorage=true";
    private const string One = "DefaultEndpointsProtocol=https;AccountName=one;AccountKey=b25l;EndpointSuffix=core.windows.net";
    private const string OneAgain = "AccountName=one;AccountKey=b25l;DefaultEndpointsProtocol=https;EndpointSuffix=core.windows.net;";
    private const string Two = "DefaultEndpointsProtocol=https;AccountName=two;AccountKey=dHdv;EndpointSuffix=core.windows.net";

    [Theory]
    [InlineData(Local, Local)]
    [InlineData(Local, null)]
    [InlineData(One, OneAgain)]
    [InlineData("broken", One)]
    public void One_account_by_connection_string_is_right(string storage, string? host) =>
        Assert.True(IsSame(("Storage", storage), ("AzureWebJobsStorage", host)));

    [Theory]
    [InlineData(Local, One)]
    [InlineData(One, Two)]
    public void Two_accounts_by_connection_string_are_found(string storage, string host) =>
        Assert.False(IsSame(("Storage", storage), ("AzureWebJobsStorage", host)));

    [Theory]
    [InlineData("accountName", "one", true)]
    [InlineData("accountName", "two", false)]
    [InlineData("queueServiceUri", "https://one.queue.core.windows.net/", true)]
    [InlineData("queueServiceUri", "https://two.queue.core.windows.net", false)]
    [InlineData("credential", "managedidentity", true)]
    public void Identity_based_connections_are_compared_too(string setting, string value, bool isSame) => Assert.Equal(isSame, IsSame(
        ("Storage:queueServiceUri", "https://one.queue.core.windows.net"), ($"AzureWebJobsStorage:{setting}", value)));

    private static bool IsSame(params (string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Where(setting => setting.Value is not null).Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            .Build();
        var options = new StorageOptions();
        options.Take(configuration.GetSection(StorageOptions.Section));
        return new TriggerStorageValidator(configuration).Validate(name: null, options).Succeeded;
    }
}
