using System.Diagnostics;
using System.Text.Json;
using IpAccess.Keys;
using IpAccess.SelfHost;
using IpAccess.Testing;
using IpAccess.Testing.Processes;
using SendGrid;
using SendGrid.Helpers.Errors.Model;

namespace IpAccess.IntegrationTests.Compatibility;

/// <summary>SendGrid's own clients, unmodified: they get another host, and a key.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class SendGridClientTests(AzuriteFixture azurite)
{
    private const string Whitelist = "access_settings/whitelist";

    [NodeFact]
    public async Task The_client_in_CSharp_makes_every_call()
    {
        await using var host = await VendorHost.StartAsync(azurite.ConnectionString);
        await host.TryToComeInAsync();
        var client = NewClient(host, host.Key);

        var added = await ResultAsync(client, 201, BaseClient.Method.POST, Whitelist, """{"ips":[{"ip":"127.0.0.1"},{"ip":"192.*.*.*"},{"ip":"192.168.100.14/24"},{"ip":"10.0.0.7"}]}""");
        var again = await ResultAsync(client, 201, BaseClient.Method.POST, Whitelist, """{"ips":{"ip":"192.*.*.*"}}""");
        var listed = await ResultAsync(client, 200, BaseClient.Method.GET, Whitelist);
        var one = await ResultAsync(client, 200, BaseClient.Method.GET, $"{Whitelist}/2");
        await SendAsync(client, 204, BaseClient.Method.DELETE, $"{Whitelist}/2");
        await SendAsync(client, 204, BaseClient.Method.DELETE, Whitelist, """{"ids":[3,4,77]}""");
        var left = await ResultAsync(client, 200, BaseClient.Method.GET, Whitelist);
        var activity = await ResultAsync(client, 200, BaseClient.Method.GET, "access_settings/activity", query: """{"limit":20}""");
        var newest = await ResultAsync(client, 200, BaseClient.Method.GET, "access_settings/activity", query: """{"limit":1}""");

        Assert.Equal(["127.0.0.1/32", "192.0.0.0/8", "192.168.100.0/24", "10.0.0.7/32"], Ips(added));
        Assert.Equal(Texts(added), Texts(listed));
        Assert.Equal([added[1].GetRawText()], Texts(again));
        Assert.Equal([added[1].GetRawText()], Texts(one));
        Assert.Equal([added[0].GetRawText()], Texts(left));
        Assert.Equal(["1.1.1.1", "127.0.0.1"], Ips(activity).Order(StringComparer.Ordinal));
        Assert.Equal("Web", activity.Single(entry => entry.GetProperty("ip").GetString() == "1.1.1.1").GetProperty("auth_method").GetString());
        Assert.Single(newest);
    }

    [NodeFact]
    public async Task The_client_in_CSharp_throws_its_own_exception_for_every_error()
    {
        await using var host = await VendorHost.StartAsync(azurite.ConnectionString);
        var client = NewClient(host, host.Key);
        await SendAsync(client, 201, BaseClient.Method.POST, Whitelist, """{"ips":[{"ip":"127.0.0.1"}]}""");

        await RefusedAsync<BadRequestException>("leading zeros", client, BaseClient.Method.POST, Whitelist, """{"ips":[{"ip":"010.0.0.1"}]}""");
        await RefusedAsync<BadRequestException>("allow_broad", client, BaseClient.Method.POST, Whitelist, """{"ips":[{"ip":"0.0.0.0/0"}]}""");
        await RefusedAsync<UnauthorizedException>("valid key", NewClient(host, "SG.wrong"), BaseClient.Method.GET, Whitelist);
        await RefusedAsync<ForbiddenException>("allowlist.manage", NewClient(host, await host.ViewerAsync()), BaseClient.Method.DELETE, Whitelist, """{"ids":[1]}""");
        await RefusedAsync<NotFoundException>("nothing here", client, BaseClient.Method.GET, $"{Whitelist}/77");
        await RefusedAsync<MethodNotAllowedException>("other methods", client, BaseClient.Method.PUT, Whitelist, "{}");
        await RefusedAsync<PayloadTooLargeException>("1048576", client, BaseClient.Method.POST, Whitelist, new string(' ', 1024 * 1024) + "{}");
        await RefusedAsync<RequestErrorException>("127.0.0.1", NewClient(host, host.Key, host.Child), BaseClient.Method.POST, Whitelist, """{"ips":[{"ip":"10.0.0.1"}]}""");
    }

    [NodeFact]
    public async Task The_client_in_Node_makes_every_call_and_rejects_with_its_own_error()
    {
        await using var host = await VendorHost.StartAsync(azurite.ConnectionString);
        await host.TryToComeInAsync();
        var folder = Directory.CreateTempSubdirectory("ipaccess-sendgrid-").FullName;
        try
        {
            var source = Repository.PathOf(Path.Combine("tests", "IpAccess.IntegrationTests", "Compatibility", "sendgrid-client"));
            foreach (var file in new[] { "package.json", "package-lock.json", "calls.js" })
            {
                File.Copy(Path.Combine(source, file), Path.Combine(folder, file));
            }

            await NodeTools.InstallAsync(folder, CancellationToken.None);
            await RunAsync(folder, host);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SendGridClient NewClient(VendorHost host, string key, string? subuser = null) => new(new SendGridClientOptions
    {
        ApiKey = key,
        Host = host.Address.ToString().TrimEnd('/'),
        HttpErrorAsException = true,
        RequestHeaders = subuser is null ? null : new() { ["on-behalf-of"] = subuser },
    });

    private static async Task<JsonElement> SendAsync(
        SendGridClient client, int status, BaseClient.Method method, string path, string? body = null, string? query = null)
    {
        var response = await client.RequestAsync(method, body, query, path);
        var text = response.Body is null ? string.Empty : await response.Body.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, text);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private static async Task<List<JsonElement>> ResultAsync(
        SendGridClient client, int status, BaseClient.Method method, string path, string? body = null, string? query = null) =>
        [.. (await SendAsync(client, status, method, path, body, query)).GetProperty("result").EnumerateArray()];

    private static async Task RefusedAsync<TError>(
        string message, SendGridClient client, BaseClient.Method method, string path, string? body = null)
        where TError : Exception
    {
        var error = await Assert.ThrowsAsync<TError>(() => client.RequestAsync(method, body, null, path));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(string folder, VendorHost host)
    {
        var info = new ProcessStartInfo("node", ["calls.js"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["IPACCESS_URL"] = host.Address.ToString();
        info.Environment["IPACCESS_KEY"] = host.Key;
        info.Environment["IPACCESS_VIEWER"] = await host.ViewerAsync();
        info.Environment["IPACCESS_CHILD"] = host.Child;
        info.Environment["NO_PROXY"] = "127.0.0.1";
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(SelfHostProcess.Patience);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, await output + await errors);
    }

    private static IEnumerable<string?> Ips(IEnumerable<JsonElement> result) => result.Select(entry => entry.GetProperty("ip").GetString());

    private static IEnumerable<string> Texts(IEnumerable<JsonElement> result) => result.Select(entry => entry.GetRawText());
}
