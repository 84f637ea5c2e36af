using System.Net;
using Azure.Data.Tables;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using Microsoft.AspNetCore.Http;

namespace IpAccess.FaultTests;

/// <summary>A version past the time of its confirmation, where storage takes no writes.</summary>
[Collection(FaultGroup.Name)]
public sealed class UnconfirmedTests(FaultScene scene)
{
    [NodeFact]
    public async Task Where_writes_are_refused_and_reads_work_the_version_before_decides()
    {
        _ = await scene.RecoverAsync();
        var clock = TestService.NewClock();
        var tables = new AzureTables(options => new TableServiceClient(scene.Storage.ConnectionString, options));
        await using var service = await TestService.StartAsync(tables, clock);
        using var owner = await service.AccountAsync("a" + Guid.NewGuid().ToString("n"));
        await owner.PostAsync("/v1/allowlist/rules", new { rules = new[] { new { value = "203.0.113.9" } } });
        await owner.PostAsync("/v1/allowlist/rules?confirm_within=1", new { rules = new[] { new { value = "198.51.100.0/24" } } });
        Assert.True(await IsAllowedAsync(owner, "198.51.100.1"));
        scene.Storage.Tables.Meets = request => !HttpMethods.IsGet(request.Method);
        scene.Storage.Tables.Fault = Fault.Busy;

        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.False(await IsAllowedAsync(owner, "198.51.100.1"));
        Assert.True(await IsAllowedAsync(owner, "203.0.113.9"));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.False(await IsAllowedAsync(owner, "198.51.100.1"));
        _ = await scene.RecoverAsync();
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await IsAllowedAsync(owner, "198.51.100.1"));
    }

    private static async Task<bool> IsAllowedAsync(HttpClient client, string address) =>
        (await client.ReadAsync($"/v1/check?ip={address}", HttpStatusCode.OK)).GetProperty("allowed").GetBoolean();
}
