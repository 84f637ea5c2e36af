using System.Collections.Concurrent;
using System.Net.Http.Json;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using Microsoft.AspNetCore.Http;

namespace IpAccess.FaultTests;

/// <summary>Writes that storage does and whose answers are lost: what is done already is success, and no loop goes on for ever.</summary>
[Collection(FaultGroup.Name)]
public sealed class LostAnswerTests(FaultScene scene)
{
    private const int MostRequests = 60;

    [NodeFact]
    public async Task An_account_is_made_and_deleted_though_the_first_answer_to_each_write_is_lost()
    {
        _ = await scene.RecoverAsync();
        using var client = scene.Host.NewClient(ListHost.OperatorKey, "192.0.2.1");
        var (id, before) = ("lost" + Guid.NewGuid().ToString("n"), scene.Storage.Tables.Requests);
        LoseAnswers(ofFirstTriesOnly: true);

        Assert.Equal(201, await MakeAsync(client, id));
        Assert.Equal(200, await StatusAsync(client, HttpMethod.Get, $"/v1/accounts/{id}"));
        Assert.Equal(204, await StatusAsync(client, HttpMethod.Delete, $"/v1/accounts/{id}"));

        Assert.InRange(scene.Storage.Tables.Requests - before, 1, MostRequests * 3);
        Assert.Equal(404, await StatusAsync(client, HttpMethod.Get, $"/v1/accounts/{id}"));
        _ = await scene.RecoverAsync();
    }

    [NodeFact]
    public async Task An_account_whose_writes_are_never_answered_is_given_up_after_few_tries_and_can_be_made_and_deleted_then()
    {
        _ = await scene.RecoverAsync();
        using var client = scene.Host.NewClient(ListHost.OperatorKey, "192.0.2.1");
        var id = "lost" + Guid.NewGuid().ToString("n");
        Assert.Equal(201, await MakeAsync(client, id));
        LoseAnswers(ofFirstTriesOnly: false);
        var before = scene.Storage.Tables.Requests;

        Assert.True(await MakeAsync(client, id + "2") is 201 or 503);
        Assert.True(await StatusAsync(client, HttpMethod.Delete, $"/v1/accounts/{id}") is 204 or 503);

        Assert.InRange(scene.Storage.Tables.Requests - before, 1, MostRequests * 2);
        _ = await scene.RecoverAsync();
        Assert.True(await MakeAsync(client, id + "2") is 201 or 409);
        Assert.True(await StatusAsync(client, HttpMethod.Delete, $"/v1/accounts/{id}") is 204 or 404);
        Assert.Equal(200, await StatusAsync(client, HttpMethod.Get, $"/v1/accounts/{id}2"));
        Assert.Equal(404, await StatusAsync(client, HttpMethod.Get, $"/v1/accounts/{id}"));
    }

    [NodeFact]
    public async Task Keys_and_rules_are_made_and_deleted_once_though_the_first_answer_to_each_write_is_lost()
    {
        _ = await scene.RecoverAsync();
        var account = await KnownAccount.MakeAsync(scene.Host, 77);
        LoseAnswers(ofFirstTriesOnly: true);
        var before = scene.Storage.Tables.Requests;

        string key;
        using (var made = await account.Client.PostAsJsonAsync("/v1/keys", new { label = "lost", role = "viewer" }))
        {
            Assert.Equal(201, (int)made.StatusCode);
            key = (await Rest.ReadAsync(made)).GetProperty("id").GetString()!;
        }

        Assert.Equal(201, await account.SendAsync(HttpMethod.Post, "/v1/allowlist/rules", new { rules = new[] { new { value = "198.51.100.0/24" } } }));
        Assert.Equal(204, await account.SendAsync(HttpMethod.Delete, $"/v1/keys/{key}", body: null));
        Assert.Equal(204, await account.SendAsync(HttpMethod.Delete, "/v1/allowlist/rules/2", body: null));

        Assert.InRange(scene.Storage.Tables.Requests - before, 1, MostRequests * 4);
        _ = await scene.RecoverAsync();
        Assert.Single(await account.Client.ListAsync());
        using var keys = await account.Client.GetAsync("/v1/keys");
        Assert.Single((await Rest.ReadAsync(keys)).GetProperty("keys").EnumerateArray());
        var actions = (await account.Client.AuditAsync()).Select(entry => entry.GetProperty("action").GetString()).ToList();
        Assert.All(["key_revoked", "rules_removed"], action => Assert.Single(actions, action));
        // The account came with a key.
        Assert.Equal(2, actions.Count(action => action == "key_created"));
        account.Client.Dispose();
    }

    // The SDK keeps the id of a request when it tries again.
    private void LoseAnswers(bool ofFirstTriesOnly)
    {
        var seen = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
        scene.Storage.Tables.Meets = request => !HttpMethods.IsGet(request.Method)
            && (!ofFirstTriesOnly || seen.TryAdd(request.Headers["x-ms-client-request-id"].ToString(), 0));
        scene.Storage.Tables.Fault = new(FaultKind.Drop);
    }

    private static async Task<int> MakeAsync(HttpClient client, string id)
    {
        using var response = await client.PostAsJsonAsync("/v1/accounts", new { id });
        return (int)response.StatusCode;
    }

    private static async Task<int> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }
}
