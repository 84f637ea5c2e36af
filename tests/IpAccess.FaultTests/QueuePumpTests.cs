using System.Text.Json;
using System.Xml;
using Azure;
using IpAccess.Attempts;
using IpAccess.SelfHost;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpAccess.FaultTests;

/// <summary>The pump of the queue over queues in memory that throw.</summary>
public sealed class QueuePumpTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<Exception> Faults { get; } =
    [
        new RequestFailedException(503, "busy"),
        new RequestFailedException(400, "bad"),
        new RequestFailedException("Something on the way to storage answered 502."),
        new XmlException("cut"),
        new JsonException("cut"),
        new InvalidOperationException("odd"),
        new FormatException("odd"),
        new TaskCanceledException("late"),
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_the_queue_throws_the_pump_pauses_ever_longer_says_little_and_goes_on(Exception exception)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        service.Queues.BeforeReceive = () => throw exception;
        using var pump = new QueuePump(
            service.Queues,
            service.Services.GetRequiredService<AttemptIngest>(),
            service.Services.GetRequiredService<StorageOutage>(),
            service.Clock,
            service.Services.GetRequiredService<ILogger<QueuePump>>());
        service.Log.Lines.Clear();
        await pump.StartAsync(CancellationToken.None);

        for (var passed = TimeSpan.Zero; passed < Minute; passed += Step)
        {
            service.Clock.Advance(Step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        // After 1, 2 and 4 seconds, then every 5.
        Assert.InRange(service.Queues.Receives, 8, 16);
        Assert.InRange(service.Log.Lines.Count, 1, 16);
        Assert.False(pump.ExecuteTask!.IsCompleted);

        service.Queues.BeforeReceive = () => { };
        await owner.PostAsync("/v1/attempts", new { attempts = new[] { new { ip = "198.51.100.1", at = service.Clock.GetUtcNow() } } }, System.Net.HttpStatusCode.Accepted);
        using var hanging = new CancellationTokenSource(Minute);
        while ((await owner.ReadAsync("/v1/attempts")).GetProperty("attempts").GetArrayLength() == 0)
        {
            service.Clock.Advance(Step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, hanging.Token);
        }

        await pump.StopAsync(CancellationToken.None);
        Assert.True(pump.ExecuteTask.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task While_the_tables_take_nothing_the_rest_of_the_queue_keeps_its_tries()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var attempts = Enumerable.Range(0, 200).Select(number => new { ip = $"198.51.100.{number}", at = service.Clock.GetUtcNow() });
        foreach (var attempt in attempts)
        {
            await owner.PostAsync("/v1/attempts", new { attempts = new[] { attempt } }, System.Net.HttpStatusCode.Accepted);
        }

        using var pump = new QueuePump(
            service.Queues,
            service.Services.GetRequiredService<AttemptIngest>(),
            service.Services.GetRequiredService<StorageOutage>(),
            service.Clock,
            service.Services.GetRequiredService<ILogger<QueuePump>>());
        service.Tables.IsAway = true;
        service.Log.Lines.Clear();
        await pump.StartAsync(CancellationToken.None);
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(10); passed += Step)
        {
            service.Clock.Advance(Step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        Assert.InRange(service.Queues.Receives, 1, 5);
        Assert.InRange(service.Log.Lines.Count, 1, 3);
        Assert.All(service.Log.Lines, line => Assert.DoesNotContain("   at ", line, StringComparison.Ordinal));
        await pump.StopAsync(CancellationToken.None);
    }
}
