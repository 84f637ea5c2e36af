using System.Text.Json;
using Azure.Data.Tables;
using IpAccess.Attempts.Queue;
using IpAccess.Maintenance;
using IpAccess.Storage;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Storage;

/// <summary>
/// What a service had stored on 2026-11-26, at the commit b781672: a row, a message or a key a line. It is never made anew: a service
/// of today has to read what that one wrote. A later kind of row gets a file of its own, of the commit that made the kind:
/// <c>enforcers-…</c> is of 2026-11-26 too.
/// </summary>
internal sealed class StoredSample
{
    private static readonly string[] Files = ["rows-2026-11-26.jsonl", "enforcers-2026-11-26.jsonl"];

    private StoredSample(List<JsonElement> lines)
    {
        At = Only(lines, "at").Single().GetProperty("at").GetDateTimeOffset();
        Keys = Only(lines, "key").ToDictionary(line => Text(line, "key"), line => Text(line, "secret"), StringComparer.Ordinal);
        Rows = [.. Only(lines, "table").Select(line => (Text(line, "table"), ToRow(line)))];
        Messages = [.. Only(lines, "queue").Select(line => (Text(line, "queue"), Text(line, "text")))];
    }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The secrets of keys, by names that only the answers use.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; }

    /// <summary>Every row, with its table.</summary>
    public IReadOnlyList<(string Table, TableEntity Row)> Rows { get; }

    /// <summary>Every message, with its queue.</summary>
    public IReadOnlyList<(string Queue, string Text)> Messages { get; }

    public static StoredSample Read() => new([.. Files.SelectMany(Lines)]);

    /// <summary>The lines of a file of the samples.</summary>
    public static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(Repository.PathOf($"tests/IpAccess.Tests/Storage/Samples/{file}")).Select(line => JsonElement.Parse(line));

    /// <summary>Starts a service that finds all of it in its storage, at the time when it was taken.</summary>
    public async Task<TestService> StartAsync()
    {
        var service = await TestService.StartAsync();
        service.Clock.SetUtcNow(At);
        var tables = service.Services.GetRequiredService<ITables>();
        foreach (var (table, row) in Rows)
        {
            Assert.True(await tables.Open(table, StorageTimeout.ForOperations).TryApplyAsync(row.PartitionKey, [RowChange.Insert(row)], default));
        }

        var queues = service.Services.GetRequiredService<IQueues>();
        foreach (var (queue, text) in Messages)
        {
            await queues.Open(queue).SendAsync(text, default);
        }

        return service;
    }

    /// <summary>Takes in what waits in the queue of attempts, as a host does.</summary>
    public static async Task TakeInAsync(TestService service)
    {
        var queue = service.Services.GetRequiredService<IQueues>().Open(QueueNames.AccessAttempts);
        var ingest = service.Services.GetRequiredService<AttemptIngest>();
        while (await queue.ReceiveAsync(1, AttemptIngest.HiddenFor, default) is [var message])
        {
            await ingest.IngestAsync(message, default);
            await queue.DeleteAsync(message, default);
        }
    }

    /// <summary>Does what is done now and then, as a host does.</summary>
    public static Task MaintainAsync(TestService service) =>
        service.Services.GetRequiredService<MaintenanceOperations>().RunMaintenanceAsync(default);

    private static IEnumerable<JsonElement> Only(List<JsonElement> lines, string name) =>
        lines.Where(line => line.EnumerateObject().First().Name == name);

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private static TableEntity ToRow(JsonElement line)
    {
        var row = new TableEntity(Text(line, "partition"), Text(line, "row"));
        foreach (var column in line.GetProperty("columns").EnumerateObject())
        {
            var name = column.Name.Split(':');
            row[name[0]] = name[1] switch
            {
                "String" => column.Value.GetString(),
                "Boolean" => column.Value.GetBoolean(),
                "Int32" => column.Value.GetInt32(),
                "Int64" => column.Value.GetInt64(),
                "Binary" => column.Value.GetBytesFromBase64(),
                var type => throw new InvalidDataException($"There is no value of {type} in the sample."),
            };
        }

        return row;
    }
}
