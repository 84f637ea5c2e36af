using System.Net.Http.Json;
using IpAccess.IntegrationTests;
using IpAccess.IntegrationTests.Lists;
using Microsoft.AspNetCore.Http;

namespace IpAccess.FaultTests;

/// <summary>Writes that storage does and whose answers are lost, each of them: what is done already is success.</summary>
[Collection(FaultGroup.Name)]
public sealed class LostAnswerTests(FaultScene scene)
{
    private const int MostRequests = 60;

    [NodeFact]
    public async Task An_account_whose_creation_and_deletion_lose_all_their_answers_is_made_and_deleted()
    {
        _ = await scene.RecoverAsync();
        using var client = scene.Host.NewClient(ListHost.OperatorKey, "192.0.2.1");
        var id = "lost" + Guid.NewGuid().ToString("n");
        LoseAnswers();
        var before = scene.Storage.Tables.Requests;

        using (var created = await client.PostAsJsonAsync("/v1/accounts", new { id }))
        {
            Assert.Equal(201, (int)created.StatusCode);
        }

        Assert.InRange(scene.Storage.Tables.Requests - before, 1, MostRequests);
        using (var found = await client.GetAsync($"/v1/accounts/{id}"))
        {
            Assert.Equal(200, (int)found.StatusCode);
        }

        before = scene.Storage.Tables.Requests;
        using (var deleted = await client.DeleteAsync($"/v1/accounts/{id}"))
        {
            Assert.Equal(204, (int)deleted.StatusCode);
        }

        Assert.InRange(scene.Storage.Tables.Requests - before, 1, MostRequests);
        using var gone = await client.GetAsync($"/v1/accounts/{id}");
        Assert.Equal(404, (int)gone.StatusCode);
        _ = await scene.RecoverAsync();
    }

    [NodeFact]
    public async Task Keys_and_rules_whose_writes_lose_all_their_answers_are_made_and_deleted_once()
    {
        _ = await scene.RecoverAsync();
        var account = await KnownAccount.MakeAsync(scene.Host, 77);
        LoseAnswers();
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
        Assert.All(["key_created", "key_revoked", "rules_removed"], action => Assert.Single(actions, action));
        account.Client.Dispose();
    }

    private void LoseAnswers()
    {
        scene.Storage.Tables.Meets = request => !HttpMethods.IsGet(request.Method);
        scene.Storage.Tables.Fault = new(FaultKind.Drop);
    }
}
