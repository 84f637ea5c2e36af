using System.Net.Http.Json;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>The script that pulls lists, for real proxies that decide by them.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class PullTests(AzuriteFixture azurite)
{
    [NodeTheory("nginx", "haproxy", "curl", "flock")]
    [InlineData("nginx-geo")]
    [InlineData("haproxy")]
    public async Task A_change_is_in_force_once_it_is_pulled(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        await scene.Owner.PasteAsync(["127.0.0.3"]);
        var before = await enforcer.Proxy.AskAsync(Visitor.Stranger);
        await enforcer.PullAsync();
        await enforcer.Proxy.UntilAsync(Visitor.Stranger, 200);
        await ReplaceAsync(scene, ["203.0.113.0/24"]);
        await enforcer.PullAsync();
        await enforcer.Proxy.UntilAsync(Visitor.Listed, 403);

        Assert.Equal(403, before.Status);
    }

    [NodeTheory("nginx", "haproxy", "curl", "flock")]
    [InlineData("nginx-geo")]
    [InlineData("haproxy")]
    public async Task On_any_fault_the_file_in_force_stays_and_the_script_says_so(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);
        await ReplaceAsync(scene, ["203.0.113.0/24"]);
        var before = enforcer.Files.Select(file => File.ReadAllText(enforcer.Script.PathOf(file.File))).ToList();

        foreach (var fault in Faults)
        {
            scene.Relay.Fault = fault;
            foreach (var (format, file) in enforcer.Files)
            {
                var (code, errors) = await enforcer.Script.RunAsync(format, file);
                Assert.True(code == 1 && errors.Contains("stays as it is", StringComparison.Ordinal), $"{fault}: {code} {errors}");
            }
        }

        Assert.Equal(before, enforcer.Files.Select(file => File.ReadAllText(enforcer.Script.PathOf(file.File))));
        Assert.Equal(200, (await enforcer.Proxy.AskAsync(Visitor.Listed)).Status);
        scene.Relay.Fault = Fault.None;
        await enforcer.PullAsync();
        await enforcer.Proxy.UntilAsync(Visitor.Listed, 403);
    }

    [NodeTheory("nginx", "haproxy", "curl", "flock")]
    [InlineData("nginx-geo")]
    [InlineData("haproxy")]
    public async Task Where_the_reload_fails_the_file_before_is_back_and_the_next_run_tries_again(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);
        var (format, file) = enforcer.Files[0];
        var (before, reload) = (await File.ReadAllTextAsync(enforcer.Script.PathOf(file)), enforcer.Script.Reload);
        await scene.Owner.PasteAsync(["127.0.0.3"]);

        enforcer.Script.Reload = "false";
        var (code, _) = await enforcer.Script.RunAsync(format, file);
        var after = await File.ReadAllTextAsync(enforcer.Script.PathOf(file));
        enforcer.Script.Reload = reload;
        await enforcer.PullAsync();

        Assert.Equal((1, before), (code, after));
        await enforcer.Proxy.UntilAsync(Visitor.Stranger, 200);
    }

    [NodeTheory("nginx", "haproxy", "curl", "flock")]
    [InlineData("nginx-geo")]
    [InlineData("haproxy")]
    public async Task A_list_that_lets_in_nobody_or_everybody_is_taken_up_as_such(string name)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        await using var enforcer = await Enforcer.StartAsync(name, scene);

        await scene.SetAsync(new { empty_list = "deny" });
        await ReplaceAsync(scene, []);
        await enforcer.PullAsync();
        await enforcer.Proxy.UntilAsync(Visitor.Listed, 403);
        await scene.SetAsync(new { mode = "off" });
        await enforcer.PullAsync();
        await enforcer.Proxy.UntilAsync(Visitor.Stranger, 200);
    }

    [NodeFact("curl", "flock")]
    public async Task What_has_not_changed_is_not_sent_again_and_what_somebody_changed_is()
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("ipaccess-pull-").FullName;
        try
        {
            var script = new PullScript(scene.Service, scene.PullKey, folder);
            await script.PullAsync("text", "list");
            var first = scene.TakeQuestion();
            var written = File.GetLastWriteTimeUtc(script.PathOf("list"));
            await script.PullAsync("text", "list");
            var second = scene.TakeQuestion();
            var unchanged = File.GetLastWriteTimeUtc(script.PathOf("list"));
            await File.WriteAllTextAsync(script.PathOf("list"), "0.0.0.0/0\n");
            await script.PullAsync("text", "list");
            var third = scene.TakeQuestion();

            Assert.Equal("/v1/export/text", first.Target);
            Assert.Empty(first.Headers.IfNoneMatch.ToString());
            Assert.Equal(("edge-1", string.Empty), ((string?)first.Headers["X-IpAccess-Enforcer"], first.Headers["X-IpAccess-Applied"].ToString()));
            Assert.NotEmpty(second.Headers.IfNoneMatch.ToString());
            Assert.Equal(await VersionAsync(scene), (string?)second.Headers["X-IpAccess-Applied"]);
            Assert.Equal(written, unchanged);
            Assert.Empty(third.Headers.IfNoneMatch.ToString());
            Assert.Contains("203.0.113.0/24\n", await File.ReadAllTextAsync(script.PathOf("list")), StringComparison.Ordinal);
            Assert.DoesNotContain(scene.PullKey, string.Concat(Directory.GetFiles(folder, "list*").Select(File.ReadAllText)), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [NodeFact("curl", "flock")]
    public async Task The_service_knows_by_name_what_is_in_force_and_that_a_file_fell_behind()
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("ipaccess-pull-").FullName;
        try
        {
            var script = new PullScript(scene.Service, scene.PullKey, folder);
            await script.PullAsync("text", "list");
            await ShownAsync(scene, behind: 0);
            await scene.Owner.PasteAsync(["192.0.2.1"]);
            await ShownAsync(scene, behind: 1);

            // The new one is not in force while its program does not take it up.
            script.Reload = "false";
            Assert.Equal(1, (await script.RunAsync("text", "list")).Code);
            await ShownAsync(scene, behind: 1);
            script.Reload = "true";
            await script.PullAsync("text", "list");
            await script.PullAsync("text", "list");
            await ShownAsync(scene, behind: 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [NodeFact("curl", "flock")]
    public async Task Runs_at_the_same_time_leave_one_whole_file_the_newest()
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("ipaccess-pull-").FullName;
        try
        {
            var script = new PullScript(scene.Service, scene.PullKey, folder);
            var pulls = new List<Task>();
            for (var i = 1; i <= 6; i++)
            {
                await scene.Owner.PasteAsync([FormattableString.Invariant($"192.0.2.{i}")]);
                pulls.Add(script.PullAsync("text", "list"));
            }

            await Task.WhenAll(pulls);
            Assert.Contains("192.0.2.6/32\n", await File.ReadAllTextAsync(script.PathOf("list")), StringComparison.Ordinal);
            Assert.Equal(["key", "list", "list.lock", "list.state"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [NodeTheory("curl", "flock")]
    [InlineData("nginx", false, 0)]
    [InlineData("nginx", true, 1)]
    [InlineData("haproxy", false, 0)]
    [InlineData("haproxy", true, 1)]
    [InlineData("postfix", false, 0)]
    [InlineData("postfix", true, 1)]
    public async Task A_program_that_can_not_be_reloaded_gets_its_first_file_only_if_it_is_not_running(string format, bool isRunning, int expected)
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("ipaccess-pull-").FullName;
        try
        {
            var script = new PullScript(scene.Service, scene.PullKey, folder) { Reload = null, Path = Programs(folder, isRunning) };

            var (code, errors) = await script.RunAsync(format, "list");

            Assert.True(code == expected, errors);
            Assert.Equal(!isRunning, File.Exists(script.PathOf("list")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [NodeFact("curl", "flock", "nginx")]
    public async Task It_finds_its_programs_where_cron_does_not_look()
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("ipaccess-pull-").FullName;
        try
        {
            await new PullScript(scene.Service, scene.PullKey, folder) { Path = "/usr/bin:/bin" }.PullAsync("nginx", "list");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [NodeFact("curl", "flock")]
    public async Task A_folder_that_is_not_there_is_named()
    {
        await using var scene = await EnforcedScene.StartAsync(azurite.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("ipaccess-pull-").FullName;
        try
        {
            var script = new PullScript(scene.Service, scene.PullKey, folder);

            var (code, errors) = await script.RunAsync("text", "missing/list");

            Assert.Equal((1, $"ipaccess-pull: there is no folder {script.PathOf("missing")}; {script.PathOf("missing/list")} stays as it is\n"), (code, errors));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Programs that take every file, and can not be reloaded.
    private static string Programs(string folder, bool isRunning)
    {
        (string Name, string Text)[] programs =
        [
            ("nginx", "case $* in *reload*) exit 1 ;; esac"),
            ("haproxy", "exit 0"),
            ("systemctl", "exit 1"),
            ("postmap", "exit 0"),
            ("postfix", $"[ $1 = status ] && exit {(isRunning ? 0 : 1)}; exit 1"),
            ("pidof", $"exit {(isRunning ? 0 : 1)}"),
        ];
        var bin = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        foreach (var (name, text) in programs)
        {
            var file = Path.Combine(bin, name);
            File.WriteAllText(file, $"#!/bin/sh\n{text}\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
            }
        }

        return $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    private static IEnumerable<Fault> Faults =>
    [
        new(FaultKind.Refuse),
        new(FaultKind.Reset),
        new(FaultKind.Cut),
        .. OddAnswer.All.Select(answer => new Fault(FaultKind.Odd, answer)),
        new(FaultKind.Odd, new("a comment", 200, "text/plain", "# networks: 0\n# end\n")),
        new(FaultKind.Odd, new("cut at a line", 200, "text/plain", "# networks: 2\n127.0.0.2/32\n")),
    ];

    private static async Task ShownAsync(EnforcedScene scene, int behind)
    {
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        while (true)
        {
            using var response = await scene.Owner.GetAsync("/v1/enforcers");
            var shown = (await Rest.ReadAsync(response)).GetProperty("enforcers").EnumerateArray()
                .Where(enforcer => enforcer.GetProperty("name").GetString() == "edge-1" && enforcer.GetProperty("kind").GetString() == "firewall").ToList();
            if (shown.Count == 1 && shown[0].GetProperty("behind").GetInt32() == behind)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, hanging.Token);
        }
    }

    private static async Task ReplaceAsync(EnforcedScene scene, string[] networks)
    {
        await scene.SetAsync(new { lockout_guard = false });
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/allowlist/rules")
        {
            Content = JsonContent.Create(new { rules = networks.Select(value => new { value }) }),
        };
        request.Headers.IfMatch.Add(new($"\"{await VersionAsync(scene)}\""));
        using var response = await scene.Owner.SendAsync(request);
        await Rest.ReadAsync(response);
    }

    private static async Task<string> VersionAsync(EnforcedScene scene) =>
        (await scene.Owner.SettingsAsync()).GetProperty("version").GetRawText();
}
