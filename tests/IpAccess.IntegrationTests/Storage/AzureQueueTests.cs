using System.Text;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Sas;
using IpAccess.Attempts;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;

namespace IpAccess.IntegrationTests.Storage;

[Collection(AzuriteGroup.Name)]
public sealed class AzureQueueTests(AzuriteFixture azurite) : QueueContract, IAsyncLifetime
{
    private readonly string name = $"q{Guid.NewGuid():n}";
    private readonly AzureQueues queues = azurite.OpenQueues();

    private protected override IMessageQueue Queue => queues.Open(name);

    private QueueClient Client => new(azurite.ConnectionString, name);

    public Task InitializeAsync() => Client.CreateAsync();

    public Task DisposeAsync() => Client.DeleteAsync();

    [Fact]
    public async Task A_missing_queue_is_a_fault_of_storage()
    {
        var missing = queues.Open("missing");

        var sent = await Assert.ThrowsAnyAsync<RequestFailedException>(() => missing.SendAsync("x", default));
        var received = await Assert.ThrowsAnyAsync<RequestFailedException>(() => missing.ReceiveAsync(1, TimeSpan.FromSeconds(1), default));
        var deleted = await Assert.ThrowsAnyAsync<RequestFailedException>(() => missing.DeleteAsync(new("id", "receipt", "x", 1), default));
        var counted = await Assert.ThrowsAnyAsync<RequestFailedException>(() => missing.CountAsync(default));

        Assert.All([sent, received, deleted, counted], fault => Assert.True(StorageExceptions.IsUnavailable(fault, default)));
    }

    [Fact]
    public async Task Creating_the_queues_twice_is_harmless()
    {
        await queues.CreateMissingAsync(default);
        await queues.CreateMissingAsync(default);

        foreach (var known in QueueNames.All)
        {
            Assert.InRange(await queues.Open(known).CountAsync(default), 0, int.MaxValue);
        }
    }

    /// <summary>XML knows one line end; whoever writes another one can escape it.</summary>
    [Fact]
    public async Task What_a_producer_of_any_kind_sent_can_be_put_back()
    {
        await PostAsync("<QueueMessage><MessageText>{&#13;&#10;&quot;a&quot;:1&#13;\r\n}</MessageText></QueueMessage>");
        var first = Assert.Single(await Queue.ReceiveAsync(1, TimeSpan.FromMinutes(1), default));

        await Queue.SendAsync(first.Text, default);

        var second = Assert.Single(await Queue.ReceiveAsync(1, TimeSpan.FromMinutes(1), default));
        Assert.Equal(first.Text, second.Text);
    }

    private protected override Task PassAsync(TimeSpan time) =>
        Task.Delay(time + TimeSpan.FromMilliseconds(200), TimeProvider.System);

    private async Task PostAsync(string body)
    {
        var sas = Client.GenerateSasUri(QueueSasPermissions.Add, TimeProvider.System.GetUtcNow().AddHours(1));
        using var http = new HttpClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/xml");
        using var response = await http.PostAsync(new UriBuilder(sas) { Path = sas.AbsolutePath + "/messages" }.Uri, content);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
    }
}
