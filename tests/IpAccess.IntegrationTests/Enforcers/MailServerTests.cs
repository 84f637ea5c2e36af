using System.Net.Http.Json;
using IpAccess.IntegrationTests.Exports;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>Postfix, by the lines that are shipped for it and the script that pulls its table.</summary>
public sealed class MailServerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ipaccess-mail-").FullName;

    [ProgramFact("postmap", "postconf", "curl", "flock")]
    public async Task The_restriction_asks_the_table_that_the_script_brings()
    {
        await using var service = await KestrelService.StartAsync();
        using var owner = new HttpClient { BaseAddress = service.Address };
        owner.DefaultRequestHeaders.Authorization = new("Bearer", service.Key);
        using var settings = await owner.PatchAsJsonAsync("/v1/allowlist", new { lockout_guard = false });
        await owner.PasteAsync(["203.0.113.0/24"]);
        var table = Path.Combine(folder, "ipaccess.cidr");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "main.cf"), ShippedFile.Read("postfix/main.cf").With("cidr:/etc/postfix/ipaccess.cidr\n", $"cidr:{table}\n").Text);
        await new PullScript(service.Address, service.Key, folder).PullAsync("postfix", "ipaccess.cidr");

        var restriction = ProgramRun.Of("postconf", ["-c", folder, "-h", "smtpd_client_restrictions"]).Output.Trim();

        Assert.StartsWith("check_client_access ", restriction, StringComparison.Ordinal);
        Assert.Equal("DUNNO", Ask(restriction, "203.0.113.9"));
        Assert.StartsWith("REJECT ", Ask(restriction, "198.51.100.1"), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Ask(string restriction, string address) =>
        ProgramRun.Of("postmap", ["-q", address, restriction.Split(' ')[1]]).Succeeds().Output.Trim();
}
