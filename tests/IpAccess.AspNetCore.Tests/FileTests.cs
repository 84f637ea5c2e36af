using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Decisions;

namespace IpAccess.AspNetCore.Tests;

/// <summary>The snapshot on disk: what an app does that starts while the service is away.</summary>
public sealed class FileTests
{
    private static readonly DecisionSettings LetsIn = ScriptedService.Defaults with { OnFailure = FailurePolicy.Allow };

    [Fact]
    public async Task An_app_that_starts_while_the_service_is_away_decides_from_its_file_until_the_limit()
    {
        await using var scene = new Scene();
        await RunAsync(scene);
        scene.CutOff();
        await scene.PassAsync(20);
        var app = await scene.StartWithFileAsync();

        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        Assert.InRange(app.Holder.Current!.Age.Total.TotalSeconds, 20, 32);
        await scene.PassAsync(45);
        Assert.Equal((503, 503), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
    }

    [Fact]
    public async Task A_file_over_the_limit_lets_in_only_after_a_minute_of_an_outage_that_the_app_saw()
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, LetsIn, "198.51.100.0/24");
        await RunAsync(scene);
        scene.CutOff();
        await scene.PassAsync(100);
        var app = await scene.StartWithFileAsync();

        Assert.Equal((503, 503), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await scene.PassAsync(62);
        Assert.Equal((200, 200), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await app.IsLoudAsync("let_in", "let in unchecked");
    }

    [Fact]
    public async Task The_service_there_again_the_file_is_only_asked_about()
    {
        await using var scene = new Scene();
        await RunAsync(scene);
        await scene.PassAsync(600);
        var app = await scene.StartWithFileAsync();

        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        Assert.Equal("1", Assert.Single(scene.Service.Polls.Last().GetValues("X-IpAccess-Applied")));
        Assert.Empty(app.Troubles);
    }

    [Theory]
    [InlineData("cut off")]
    [InlineData("empty")]
    [InlineData("one byte changed")]
    [InlineData("of another key")]
    [InlineData("made up")]
    [InlineData("from the future")]
    [InlineData("no file")]
    public async Task A_file_that_can_not_be_trusted_is_refused_loudly_and_the_app_goes_on_as_without_one(string how)
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, LetsIn, "198.51.100.0/24");
        await RunAsync(scene);
        scene.CutOff();
        var bytes = await File.ReadAllBytesAsync(scene.File);
        await (how switch
        {
            "cut off" => File.WriteAllBytesAsync(scene.File, bytes[..^10]),
            "empty" => File.WriteAllBytesAsync(scene.File, []),
            "one byte changed" => File.WriteAllBytesAsync(scene.File, [.. bytes[..40], (byte)(bytes[40] ^ 1), .. bytes[41..]]),
            "made up" => File.WriteAllBytesAsync(scene.File, scene.Service.SnapshotAsOf(scene.Service.AsOf)),
            _ => Task.CompletedTask,
        });
        if (how == "no file")
        {
            File.Delete(scene.File);
            Directory.CreateDirectory(scene.File + "-folder");
        }

        scene.Clock.Skew = how == "from the future" ? TimeSpan.FromMinutes(-10) : TimeSpan.Zero;
        var app = await scene.StartWithFileAsync(options => options.Key = how == "of another key" ? "ipa_another-key" : options.Key);

        Assert.Equal((503, 503), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await scene.PassAsync(120);
        Assert.Equal((503, 503), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        if (how != "no file")
        {
            await app.IsLoudAsync("file_refused", "The file of the list was refused");
        }

        // The next answer makes it whole.
        scene.Mend();
        await scene.PollAsync();
        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
    }

    [Fact]
    public async Task A_key_that_was_refused_is_remembered_across_a_restart_in_an_outage()
    {
        await using var scene = new Scene();
        scene.Service.Hold(7, LetsIn, "198.51.100.0/24");
        var before = await scene.StartWithFileAsync();
        scene.Refuse(System.Net.HttpStatusCode.Unauthorized);
        await scene.PassAsync(10);
        await before.StopAsync();

        scene.CutOff();
        var app = await scene.StartWithFileAsync();
        await scene.PassAsync(300);

        Assert.Equal((503, 503), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
    }

    [Fact]
    public async Task Only_its_owner_can_read_it_and_nothing_is_left_beside_it()
    {
        await using var scene = new Scene();
        await RunAsync(scene);

        var folder = Path.GetDirectoryName(scene.File)!;
        Assert.Equal(["snapshot", "snapshot.asof"], Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).Order());
        foreach (var file in OperatingSystem.IsWindows() ? [] : Directory.GetFiles(folder))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode);
        }

        Assert.DoesNotContain("ipa_key", await File.ReadAllTextAsync(scene.File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_does_not_change_is_not_written_again_but_its_time_is()
    {
        await using var scene = new Scene();
        await scene.StartWithFileAsync();
        await scene.PassAsync(15);
        var written = File.GetLastWriteTimeUtc(scene.File);
        File.SetLastWriteTimeUtc(scene.File, written.AddHours(-1));
        var mark = await File.ReadAllBytesAsync(scene.File + ".asof");

        await scene.PassAsync(30);

        Assert.Equal(written.AddHours(-1), File.GetLastWriteTimeUtc(scene.File));
        Assert.NotEqual(mark, await File.ReadAllBytesAsync(scene.File + ".asof"));
    }

    [Fact]
    public async Task A_file_that_can_not_be_written_is_loud_and_stops_nothing()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync(options => options.CacheFile = Path.Combine(scene.File, "nowhere", "snapshot"));

        Assert.Equal((200, 403), (await app.StatusAsync(Scene.Listed), await app.StatusAsync(Scene.Unlisted)));
        await app.IsLoudAsync("file_not_written", "could not be written");
    }

    [Fact]
    public async Task A_list_that_could_not_be_written_is_written_as_soon_as_it_can_be()
    {
        await using var scene = new Scene();
        var app = await scene.StartWithFileAsync();
        using (new InTheWay(scene.File))
        {
            scene.Service.Hold(2, "203.0.113.0/24");
            await scene.PassAsync(10);
            await app.IsLoudAsync("file_not_written", "could not be written");
        }

        await scene.PassAsync(10);
        await app.StopAsync();
        scene.CutOff();
        var next = await scene.StartWithFileAsync();

        Assert.Equal((403, 200), (await next.StatusAsync(Scene.Listed), await next.StatusAsync(Scene.Unlisted)));
    }

    [Theory]
    [InlineData("other", 0)]
    [InlineData("acme", -600)]
    public async Task What_was_not_taken_up_is_not_written_either_when_the_file_can_be_again(string account, int skew)
    {
        await using var scene = new Scene();
        var app = await scene.StartWithFileAsync();
        using (new InTheWay(scene.File))
        {
            scene.Service.Hold(2, "198.51.100.0/24");
            await scene.PassAsync(10);
        }

        // Whoever started with it would let everybody in.
        (scene.Service.Account, scene.Service.Skew) = (account, TimeSpan.FromSeconds(skew));
        scene.Service.Hold(3, ScriptedService.Defaults with { Mode = Mode.Off, MaxStaleSeconds = 3600 });
        await scene.PassAsync(10);
        await app.StopAsync();
        scene.CutOff();
        var next = await scene.StartWithFileAsync();

        Assert.Equal((200, 403), (await next.StatusAsync(Scene.Listed), await next.StatusAsync(Scene.Unlisted)));
    }

    // An app that ran for a while, and stopped.
    private static async Task RunAsync(Scene scene)
    {
        var app = await scene.StartWithFileAsync();
        await scene.PassAsync(15);
        await app.StopAsync();
    }

    // A folder of its name keeps a file from being written; what was there comes back behind it.
    private sealed class InTheWay : IDisposable
    {
        private readonly string path;

        public InTheWay(string path)
        {
            this.path = path;
            File.Move(path, path + "-aside");
            Directory.CreateDirectory(path);
        }

        public void Dispose()
        {
            Directory.Delete(path);
            File.Move(path + "-aside", path);
        }
    }
}
