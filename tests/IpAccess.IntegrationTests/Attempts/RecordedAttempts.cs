using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using IpAccess.Attempts;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Hosting;
using IpAccess.Text;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>All attempts of an account that a service let go of: those in the table, and those still in the queue.</summary>
internal static class RecordedAttempts
{
    /// <summary>Moves what the queue holds to the table, where a message counts once however often it comes, and reads that.</summary>
    public static async Task<List<Attempt>> ReadAsync(string connectionString, string account)
    {
        var store = new AttemptStore(new AzureTables(options => new TableServiceClient(connectionString, options)), TimeProvider.System);
        var queue = new AzureQueues(options => new QueueServiceClient(connectionString, options)).Open(QueueNames.AccessAttempts);
        IReadOnlyList<QueuedMessage> received;
        while ((received = await queue.ReceiveAsync(32, TimeSpan.FromMinutes(1), CancellationToken.None)).Count > 0)
        {
            await Task.WhenAll(received.Select(message => IngestAsync(message, store, queue)));
        }

        return await store.ReadAsync(account, since: null, after: null, wanted: 1000, CancellationToken.None).Select(AttemptRows.Read).ToListAsync();
    }

    /// <summary>How many attempts those are.</summary>
    public static async Task<long> CountAsync(string connectionString, string account) =>
        (await ReadAsync(connectionString, account)).Sum(attempt => attempt.Count);

    private static async Task IngestAsync(QueuedMessage received, AttemptStore store, IMessageQueue queue)
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(received.Text), 1, AttemptMessage.MostBytes);
        var faults = new Faults();
        var message = AttemptMessage.Read(JsonElement.Parse(received.Text), TimeBounds.OfMessage(TimeProvider.System.GetUtcNow(), received.SentAt), faults);
        Assert.False(faults.Any, received.Text);
        await store.RecordAsync(message, CancellationToken.None);
        await queue.DeleteAsync(received, CancellationToken.None);
    }
}
