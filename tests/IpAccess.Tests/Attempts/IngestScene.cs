using IpAccess.Attempts;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using IpAccess.Tests.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Attempts;

/// <summary>A service with the account acme, whose queue is emptied when the test says so, over tables that can fail.</summary>
internal sealed class IngestScene : IAsyncDisposable
{
    private static readonly TimeSpan AShortTime = TimeSpan.FromTicks(1);

    private IngestScene(TestService service, ScriptedTables tables) => (Service, Tables) = (service, tables);

    public TestService Service { get; }

    public ScriptedTables Tables { get; }

    public HttpClient Owner { get; private set; } = null!;

    public AttemptIngest Ingest => Service.Services.GetRequiredService<AttemptIngest>();

    public PoisonStore Poison => Service.Services.GetRequiredService<PoisonStore>();

    public IMessageQueue Queue => Open(QueueNames.AccessAttempts);

    public IMessageQueue PoisonQueue => Open(QueueNames.AccessAttemptsPoison);

    public static async Task<IngestScene> StartAsync()
    {
        var tables = new ScriptedTables(new MemoryTables());
        var scene = new IngestScene(await TestService.StartAsync(tables, TestService.NewClock()), tables);
        scene.Owner = await scene.Service.AccountAsync();
        return scene;
    }

    public static QueuedMessage Received(string text, long tries = 1) => new("id", "receipt", text, tries);

    /// <summary>Takes in all that waits in the queue, as a host does.</summary>
    public async Task PumpAsync()
    {
        for (var received = await ReceiveAsync(); received.Count > 0; received = await ReceiveAsync())
        {
            foreach (var message in received)
            {
                await Ingest.IngestAsync(message, default);
                await Queue.DeleteAsync(message, default);
            }
        }
    }

    /// <summary>The poison queue's texts, in order.</summary>
    public async Task<List<string>> PoisonTextsAsync()
    {
        var texts = new List<string>();
        for (var left = await PoisonQueue.CountAsync(default); texts.Count < left;)
        {
            texts.AddRange((await PoisonQueue.ReceiveAsync(32, AShortTime, default)).Select(message => message.Text));
        }

        Service.Clock.Advance(AShortTime);
        return texts;
    }

    /// <summary>The reasons, by the start of the message.</summary>
    public async Task<Dictionary<string, string>> ReasonsAsync() =>
        await Poison.ReadAsync(after: null, default).ToDictionaryAsync(row => row.Text, row => row.Reason);

    public async Task<List<Attempt>> EntriesAsync() => await Service.Services.GetRequiredService<AttemptStore>()
        .ReadAsync("acme", since: null, after: null, 1000, default).Select(AttemptRows.Read).ToListAsync();

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await Service.DisposeAsync();
    }

    private IMessageQueue Open(string name) => Service.Services.GetRequiredService<IQueues>().Open(name);

    private Task<IReadOnlyList<QueuedMessage>> ReceiveAsync() => Queue.ReceiveAsync(32, AttemptIngest.HiddenFor, default);
}
