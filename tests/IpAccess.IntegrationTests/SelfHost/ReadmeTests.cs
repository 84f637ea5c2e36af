using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IpAccess.Http;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.SelfHost;

[Collection(AzuriteGroup.Name)]
public sealed partial class ReadmeTests : IDisposable
{
    private const string OperatorKey = "operator-key-of-the-readme-0123456789";
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [NodeFact("curl")]
    public async Task The_first_calls_of_the_README_work_as_printed()
    {
        await using var host = SelfHostProcess.Start(root.Path);
        var address = await host.AddressAsync();
        await host.SaysAsync("v1/check?ip=");
        var key = Key.Match(host.Output).Value;

        var answers = new List<JsonElement>();
        using var hanging = new CancellationTokenSource(SelfHostProcess.Patience);
        foreach (var call in Calls("README.md", address))
        {
            answers.Add(await RunAsync(call, key, root.Path));
            while (answers[^1].TryGetProperty("attempts", out var attempts) && attempts is { ValueKind: JsonValueKind.Array } && attempts.GetArrayLength() == 0)
            {
                // As a person would: once more, a moment later.
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, hanging.Token);
                answers[^1] = await RunAsync(call, key, root.Path);
            }
        }

        Assert.Equal(["empty_list", "not_listed", "rule", "not_listed"], answers.Where(Has("reason")).Select(answer => answer.GetProperty("reason").GetString()));
        Assert.Equal([4, 0, 1], answers.Where(answer => Has("added")(answer) && Has("unchanged")(answer)).Select(answer => answer.GetProperty("added").GetInt32()));
        Assert.Equal(4, answers.Single(answer => Has("removed")(answer) && Has("unchanged")(answer)).GetProperty("unchanged").GetInt32());
        Assert.Equal("urn:ipaccess:problem:would-lock-you-out", answers.Single(Has("type")).GetProperty("type").GetString());
        Assert.Equal(["login", "login"], answers.Where(Has("attempts")).Select(answer =>
            (answer.TryGetProperty("newly_allowed", out var allowed) ? allowed : answer.GetProperty("attempts"))[0].GetProperty("surface").GetString()));
        Assert.Equal("203.0.113.0/24", answers.Single(Has("against")).GetProperty("added")[0].GetProperty("network").GetString());
        Assert.Equal((4, 4), (answers[^1].GetProperty("version").GetInt32(), answers[^1].GetProperty("rule_count").GetInt32()));
    }

    [NodeFact("curl")]
    public async Task The_calls_of_the_operator_work_as_printed()
    {
        await using var host = SelfHostProcess.Start(root.Path, environment: new Dictionary<string, string?>
        {
            ["IpAccess__OperatorKeySha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OperatorKey))),
        });
        var address = await host.AddressAsync();

        var answers = new List<JsonElement>();
        foreach (var call in Calls("docs/accounts.md", address))
        {
            answers.Add(await RunAsync(call, OperatorKey, root.Path));
        }

        Assert.Equal(["acme", "acme"], answers.Where(Has("id")).Select(answer => answer.GetProperty("id").GetString()));
        Assert.StartsWith("{\"format\":1,\"account\":\"acme\"", await File.ReadAllTextAsync(Path.Combine(root.Path, "acme.ndjson")), StringComparison.Ordinal);
        Assert.Equal(
            ["account_undeleted", "account_deleted", "account_exported", "account_created"],
            answers[^1].GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()));
    }

    [GeneratedRegex("ipa_[0-9A-Za-z_]+")]
    private static partial Regex Key { get; }

    [GeneratedRegex(@"^curl (?:.*\\\n)*.*$", RegexOptions.Multiline)]
    private static partial Regex Curl { get; }

    private static Func<JsonElement, bool> Has(string member) => answer => answer.TryGetProperty(member, out _);

    private static IEnumerable<string> Calls(string page, Uri address) => Curl.Matches(File.ReadAllText(Repository.PathOf(page)))
        .Select(call => call.Value.Replace("http://127.0.0.1:7071/", address.ToString(), StringComparison.Ordinal));

    private static async Task<JsonElement> RunAsync(string call, string key, string folder)
    {
        var shell = new ProcessStartInfo("sh", ["-c", call]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        shell.Environment["IPACCESS_KEY"] = shell.Environment["OPERATOR_KEY"] = key;
        using var process = Process.Start(shell)!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, call);
        return JsonElement.Parse(answer.Length == 0 ? "{}" : answer);
    }
}
