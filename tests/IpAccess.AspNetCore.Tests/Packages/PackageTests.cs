using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;

namespace IpAccess.AspNetCore.Tests.Packages;

/// <summary>The packages as a stranger gets them, and the sample.</summary>
public sealed partial class PackageTests : IDisposable
{
    private const string Nobody = """{"lockout_guard":false}""";
    private static readonly string Configuration =
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name is "Debug" or "Release" ? new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name : "Debug";

    private readonly string folder = Directory.CreateTempSubdirectory("ipaccess-package-").FullName;

    private string Feed => Path.Combine(folder, "feed");

    [Fact]
    public async Task The_two_lines_of_the_README_guard_a_fresh_project_with_the_package_from_a_folder()
    {
        await PackAsync();
        await using var service = await ServiceAsync();
        var project = Directory.CreateDirectory(Path.Combine(folder, "fresh")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "NuGet.Config"), $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{Feed}" /></packageSources>
            </configuration>
            """);
        var tool = new Tool(project, new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = Path.Combine(folder, "packages"),
            ["IpAccess__Service"] = service.Address.ToString(),
            ["IpAccess__Key"] = service.Key,
        });

        await tool.RunAsync("new", "web", "--no-restore", "--output", ".");
        await tool.RunAsync("add", "package", "IpAccess.AspNetCore", "--source", Feed);
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), await ProgramOfReadmeAsync());
        await tool.RunAsync("build", "-nologo", "-v", "q", "-p:UseSharedCompilation=false", "-nodeReuse:false");
        await using var app = await RunningApp.OfAsync(tool.Start(Path.Combine(project, "bin", "Debug", "net10.0", "fresh.dll"), "--urls", "http://127.0.0.1:0"));

        await IsGuardedAsync(service, app);
    }

    [Fact]
    public async Task The_sample_runs()
    {
        await using var service = await ServiceAsync();
        var tool = new Tool(folder, new Dictionary<string, string>
        {
            ["IpAccess__Service"] = service.Address.ToString(),
            ["IpAccess__Key"] = service.Key,
        });
        var sample = Repository.PathOf(Path.Combine("samples", "aspnetcore", "bin", Configuration, "net10.0", "Guarded.dll"));
        await using var app = await RunningApp.OfAsync(tool.Start(sample, "--urls", "http://127.0.0.1:0"));

        Assert.Equal(HttpStatusCode.Forbidden, await app.StatusAsync("/admin"));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync("/health"));
        await IsGuardedAsync(service, app);
    }

    [Fact]
    public async Task Both_packages_have_a_README_a_licence_and_symbols_and_need_nothing_but_the_framework()
    {
        await PackAsync();

        foreach (var (name, needed) in new[] { ("IpAccess.Core", Array.Empty<string>()), ("IpAccess.AspNetCore", ["IpAccess.Core"]) })
        {
            var file = Directory.EnumerateFiles(Feed, $"{name}.?.*.nupkg").Single();
            using var package = await ZipFile.OpenReadAsync(file);
            Assert.NotNull(package.GetEntry("README.md"));
            Assert.NotNull(package.GetEntry($"lib/net10.0/{name}.xml"));
            await using var stream = await package.GetEntry($"{name}.nuspec")!.OpenAsync();
            var spec = XDocument.Load(stream).Root!;
            var dependencies = spec.Descendants().Where(element => element.Name.LocalName == "dependency").ToList();
            Assert.Equal(needed, dependencies.Select(dependency => dependency.Attribute("id")!.Value));
            Assert.All(dependencies, dependency => Assert.Matches(@"^\[[^,]+\]$", dependency.Attribute("version")!.Value));
            Assert.Equal("MIT", spec.Descendants().Single(element => element.Name.LocalName == "license").Value);

            using var symbols = await ZipFile.OpenReadAsync(Path.ChangeExtension(file, ".snupkg"));
            Assert.NotNull(symbols.GetEntry($"lib/net10.0/{name}.pdb"));
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Blocked while only others are on the list, let in once it is on it itself.
    private static async Task IsGuardedAsync(KestrelService service, RunningApp app)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await app.StatusAsync());
        using var owner = OwnerOf(service);
        (await owner.CallAsync("POST", TestAccount.Rules, "127.0.0.1", "text/plain")).Is(201);
        await app.BecomesAsync(HttpStatusCode.OK);
    }

    private static async Task<KestrelService> ServiceAsync()
    {
        var service = await KestrelService.StartAsync();
        using var owner = OwnerOf(service);
        (await owner.CallAsync("PATCH", TestAccount.Settings, Nobody)).Is(200);
        (await owner.CallAsync("POST", TestAccount.Rules, "198.51.100.0/24", "text/plain")).Is(201);
        return service;
    }

    private static HttpClient OwnerOf(KestrelService service) => new()
    {
        BaseAddress = service.Address,
        DefaultRequestHeaders = { { "X-IpAccess-Key", service.Key } },
    };

    private static async Task<string> ProgramOfReadmeAsync() =>
        Program().Match(await File.ReadAllTextAsync(Repository.PathOf("src/IpAccess.AspNetCore/README.md"))).Groups["program"].Value;

    // As they were built: these tests may run in any configuration.
    private async Task PackAsync()
    {
        foreach (var project in new[] { "src/IpAccess.Core", "src/IpAccess.AspNetCore" })
        {
            await new Tool(Repository.Root, new Dictionary<string, string>())
                .RunAsync("pack", project, "--no-build", "-c", Configuration, "-o", Feed, "-nologo", "-v", "q", "-nodeReuse:false");
        }
    }

    [GeneratedRegex(@"```csharp\n(?<program>var builder.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();
}
