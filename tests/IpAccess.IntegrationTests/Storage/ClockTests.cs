using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using IpAccess.Attempts;
using IpAccess.Http;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpAccess.IntegrationTests.Storage;

/// <summary>Instances on machines whose clocks are off, over the storage that they share with one whose clock is right.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class ClockTests(AzuriteFixture azurite)
{
    private const string OperatorKey = "operator-key-of-the-tests-0123456789";
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [NodeFact]
    public async Task An_instance_ahead_undoes_no_change_that_can_still_be_confirmed()
    {
        await using var right = await StartAsync(TimeSpan.Zero);
        var (account, secret) = await OpenAccountAsync(right);
        using var owner = ClientOf(right, secret);
        using var added = await owner.PostAsJsonAsync("/v1/allowlist/rules?confirm_within=5", new { rules = new[] { new { value = "192.0.2.0/24" } } });
        await Rest.ReadAsync(added);

        await using var ahead = await StartAsync(TenMinutes);
        using var other = ClientOf(ahead, secret);

        Assert.Equal(2, (await ReadAsync(other, "/v1/allowlist")).GetProperty("version").GetInt64());
        using var confirmed = await owner.PostAsync(new Uri("/v1/allowlist/versions/2/confirm", UriKind.Relative), content: null);
        Assert.True(confirmed.IsSuccessStatusCode, $"{confirmed.StatusCode} {account}");
        Assert.StartsWith("600 s ahead", (await ReadAsync(other, "/health/ready")).GetProperty("clock").GetString(), StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task An_instance_behind_takes_no_key_that_has_expired()
    {
        await using var right = await StartAsync(TimeSpan.Zero);
        var (_, secret) = await OpenAccountAsync(right);
        using var owner = ClientOf(right, secret);
        var end = TimeProvider.System.GetUtcNow().AddSeconds(2);
        using var made = await owner.PostAsJsonAsync("/v1/keys", new { role = "viewer", expires_at = end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) });
        var expiring = (await Rest.ReadAsync(made)).GetProperty("secret").GetString()!;
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);

        await using var behind = await StartAsync(-TenMinutes);
        using var other = ClientOf(behind, expiring);
        using var answer = await other.GetAsync(new Uri("/v1/allowlist", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [NodeTheory]
    [InlineData(10, 0)]
    [InlineData(0, -10)]
    [InlineData(10, -10)]
    [InlineData(-10, 10)]
    public async Task What_an_instance_records_another_takes_in_whichever_clock_is_off(int recorderMinutes, int ingestMinutes)
    {
        await using var recorder = await StartAsync(TimeSpan.FromMinutes(recorderMinutes));
        var (account, secret) = await OpenAccountAsync(recorder);
        using var client = ClientOf(recorder, secret);
        using var check = await client.PostAsJsonAsync("/v1/check", new { ip = "198.51.100.1" });
        await Rest.ReadAsync(check);
        await recorder.StopAsync();

        await using var ingest = await StartAsync(TimeSpan.FromMinutes(ingestMinutes));
        await TakeInAsync(ingest, account);

        using var reader = ClientOf(ingest, secret);
        var entry = Assert.Single((await ReadAsync(reader, "/v1/attempts")).GetProperty("attempts").EnumerateArray());
        Assert.InRange((entry.GetProperty("last_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow()).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private static async Task<System.Text.Json.JsonElement> ReadAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return await Rest.ReadAsync(response);
    }

    private static async Task<(string Account, string Secret)> OpenAccountAsync(WebApplication app)
    {
        using var client = ClientOf(app, OperatorKey);
        using var response = await client.PostAsJsonAsync("/v1/accounts", new { id = "a" + Guid.NewGuid().ToString("n") });
        var account = await Rest.ReadAsync(response);
        return (account.GetProperty("id").GetString()!, account.GetProperty("key").GetProperty("secret").GetString()!);
    }

    private static HttpClient ClientOf(WebApplication app, string key)
    {
        var client = app.GetTestClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    // As the queue trigger does: what delivers the messages is no client of the service, and tells it no time.
    private async Task TakeInAsync(WebApplication app, string account)
    {
        var queue = azurite.OpenQueues().Open(QueueNames.AccessAttempts);
        IReadOnlyList<QueuedMessage> received;
        while ((received = await queue.ReceiveAsync(32, AttemptIngest.HiddenFor, CancellationToken.None)).Count > 0)
        {
            foreach (var message in received.Where(message => message.Text.Contains(account, StringComparison.Ordinal)))
            {
                await app.Services.GetRequiredService<AttemptIngest>().IngestAsync(message, CancellationToken.None);
                await queue.DeleteAsync(message, CancellationToken.None);
            }
        }
    }

    private async Task<WebApplication> StartAsync(TimeSpan ahead)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage"] = azurite.ConnectionString,
            ["IpAccess:OperatorKeySha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OperatorKey))),
        });
        builder.Services.AddSingleton<TimeProvider>(new Skewed(ahead));
        builder.WebHost.UseTestServer();
        builder.AddIpAccess(HostKind.Kestrel);
        var app = builder.Build();
        await app.Services.GetRequiredService<StorageSetup>().CreateMissingAsync(CancellationToken.None);
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            context.Connection.RemoteIpAddress = new([192, 0, 2, 9]);
            return next(context);
        });
        app.MapIpAccess();
        await app.StartAsync();
        return app;
    }

    private sealed class Skewed(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
