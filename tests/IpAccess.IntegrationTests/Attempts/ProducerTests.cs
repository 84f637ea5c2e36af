using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using IpAccess.SelfHost;
using IpAccess.Testing;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>The samples for producers, each run as its own first lines say.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class ProducerTests(AzuriteFixture azurite)
{
    private const int Lines = 65;
    private const int Longer = 40;

    private static readonly string Samples = Repository.PathOf(Path.Combine("samples", "producers"));

    // From line 40 on, eight attempts fill a message before thirty do.
    private static readonly List<JsonObject> Attempts = [.. Enumerable.Range(0, Lines).Select(line => new JsonObject
    {
        ["ip"] = line % 2 == 0 ? $"203.0.113.{line}" : $"2001:db8::{line:x}",
        ["at"] = "2026-11-22T12:00:00Z",
        ["credential"] = $"k{line}",
        ["user_agent"] = line < Longer ? $"Größe/{line} (日本語; 🛰️ <&>\"'\u007f\uffff)" : new string('é', 900),
        ["allowed"] = line % 3 == 0,
        ["rule_id"] = line % 3 == 0 ? 9_007_199_254_740_991 : null,
    })];

    [NodeFact]
    public async Task The_sample_in_CSharp_sends_every_line_once_in_valid_messages()
    {
        var queue = await QueueAsync();

        await ProducerProcess.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "Producer.dll"), "acme", queue.Name], azurite, Attempts);

        await AllArrivedAsync(queue);
    }

    [PythonFact]
    public async Task The_sample_in_Python_sends_every_line_once_in_valid_messages()
    {
        var queue = await QueueAsync();

        await ProducerProcess.RunAsync(PythonFactAttribute.Python!, [Path.Combine(Samples, "python", "producer.py"), "acme", queue.Name], azurite, Attempts);

        await AllArrivedAsync(queue);
    }

    [NodeFact]
    public async Task The_sample_in_Node_sends_every_line_once_in_valid_messages()
    {
        var queue = await QueueAsync();
        var folder = Directory.CreateTempSubdirectory("ipaccess-producer-").FullName;
        try
        {
            foreach (var file in new[] { "package.json", "package-lock.json", "producer.js" })
            {
                File.Copy(Path.Combine(Samples, "node", file), Path.Combine(folder, file));
            }

            await NodeTools.InstallAsync(folder, CancellationToken.None);
            await ProducerProcess.RunAsync("node", [Path.Combine(folder, "producer.js"), "acme", queue.Name], azurite, Attempts);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        await AllArrivedAsync(queue);
    }

    private async Task<QueueClient> QueueAsync()
    {
        var queue = new QueueClient(azurite.ConnectionString, $"producer-{Guid.NewGuid()}");
        await queue.CreateAsync();
        return queue;
    }

    private static async Task AllArrivedAsync(QueueClient queue)
    {
        QueueMessage[] received = await queue.ReceiveMessagesAsync(maxMessages: 32);
        var messages = received.Select(message => JsonNode.Parse(message.MessageText)!).OrderBy(FirstLine).ToList();
        foreach (var message in received)
        {
            Assert.Null(await MessageSchema.FaultOfAsync(message.MessageText));
            Assert.InRange(Encoding.UTF8.GetByteCount(message.MessageText), 1, 48 * 1024);
            Assert.Equal(9999, message.ExpiresOn?.Year);
        }

        Assert.Equal(messages.Count, messages.Select(message => (string?)message["id"]).Distinct(StringComparer.Ordinal).Count());
        Assert.All(messages, message => Assert.Equal("acme", (string?)message["account"]));
        Assert.Equal([30, 18, 8, 8, 1], messages.Select(message => message["attempts"]!.AsArray().Count));
        Assert.Equal(
            Attempts.Select(attempt => attempt.ToJsonString()),
            messages.SelectMany(message => message["attempts"]!.AsArray()).Select(attempt => attempt!.ToJsonString()));
    }

    private static int FirstLine(JsonNode message) =>
        Attempts.FindIndex(attempt => (string?)attempt["credential"] == (string?)message["attempts"]![0]!["credential"]);
}
