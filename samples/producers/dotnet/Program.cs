// Puts access attempts into the queue of IpAccess. Each line of standard input is one attempt, a JSON object:
//
//   Storage="<connection string>" dotnet run -- ACCOUNT [QUEUE] < attempts.jsonl
//
// With an identity (role "Storage Queue Data Message Sender") and the package Azure.Identity instead of a secret:
//   new QueueClient(new Uri($"https://<storage account>.queue.core.windows.net/{queueName}"), new DefaultAzureCredential(), options)
using System.Text.Json;
using Azure.Storage.Queues;

const int MaxAttempts = 30;
const int MaxBytes = 48 * 1024;

var account = args[0];
var queueName = args.Length > 1 ? args[1] : "access-attempts";
var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
var queue = new QueueClient(Environment.GetEnvironmentVariable("Storage"), queueName, options);

List<JsonElement> attempts = [];
using var input = new StreamReader(Console.OpenStandardInput());
while (await input.ReadLineAsync() is { } line)
{
    var attempt = JsonElement.Parse(line);
    if (attempts.Count == MaxAttempts || (attempts.Count > 0 && ToMessage([.. attempts, attempt]).Length > MaxBytes))
    {
        await SendAsync();
    }

    attempts.Add(attempt);
}

if (attempts.Count > 0)
{
    await SendAsync();
}

// The id makes a message harmless that arrives twice: whoever sends a message again sends this same text. The serializer
// writes ASCII, where a character is a byte, and which every queue carries.
string ToMessage(List<JsonElement> attempts) =>
    JsonSerializer.Serialize(new { v = 1, id = Guid.NewGuid(), account, attempts });

async Task SendAsync()
{
    var message = ToMessage(attempts);
    if (message.Length > MaxBytes)
    {
        throw new InvalidDataException($"An attempt is too long for a message: {message[..200]}");
    }

    // -1: the message waits for as long as it takes, not only for seven days. Retries of the client send the same text.
    await queue.SendMessageAsync(message, timeToLive: TimeSpan.FromSeconds(-1));
    attempts.Clear();
}
