using System.Net;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.AspNetCore.Tests.Scenes;

/// <summary>A scripted service, apps that ask it, and the clocks of their machine.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string Listed = "198.51.100.20";
    public const string Unlisted = "203.0.113.7";
    private readonly List<GuardedApp> apps = [];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ipaccess-");

    public Scene()
    {
        Time = TestService.NewClock();
        Clock = new(Time);
        Service = new(Time);
    }

    public FakeTimeProvider Time { get; }

    public SkewedTime Clock { get; }

    public ScriptedService Service { get; }

    public string File => Path.Combine(folder.FullName, "snapshot");

    public async Task<GuardedApp> StartAsync(Action<IpAccessOptions>? configure = null)
    {
        var app = await GuardedApp.StartAsync(Service, Clock, configure);
        apps.Add(app);
        return app;
    }

    /// <summary>Starts an app that keeps its snapshot in <see cref="File"/>.</summary>
    public Task<GuardedApp> StartWithFileAsync(Action<IpAccessOptions>? configure = null) => StartAsync(options =>
    {
        options.CacheFile = File;
        configure?.Invoke(options);
    });

    /// <summary>The service answers nobody any more: connections are refused.</summary>
    public void CutOff() => Service.Instead = (_, _) => throw new HttpRequestException("Connection refused");

    /// <summary>The service refuses with a status.</summary>
    public void Refuse(HttpStatusCode status) => Service.Instead = (_, _) => Task.FromResult(new HttpResponseMessage(status));

    public void Mend() => Service.Instead = null;

    /// <summary>Lets time pass, a second at a time, so that whatever is due in it happens.</summary>
    public async Task PassAsync(double seconds)
    {
        for (var left = seconds; left > 0; left--)
        {
            Time.Advance(TimeSpan.FromSeconds(Math.Min(left, 1)));
            await SettleAsync(turns: 2);
        }

        await SettleAsync(turns: 20);
    }

    /// <summary>Lets polls happen until the next one ended.</summary>
    public async Task PollAsync()
    {
        var before = Service.Polls.Count;
        while (Service.Polls.Count == before)
        {
            await PassAsync(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }

        Service.Dispose();
        folder.Delete(recursive: true);
    }

    // What timers set off runs on the pool: it is given its turns.
    private static async Task SettleAsync(int turns)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            await Task.Yield();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
