using System.Net;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Stores;

namespace IpAccess.Tests.Keys;

public sealed class OwnerKeyTests
{
    [Fact]
    public async Task The_operator_gives_an_account_a_new_owner_key_which_its_own_audit_tells()
    {
        await using var account = await TestAccount.StartAsync();
        using var client = account.Service.Client(TestService.OperatorKey);

        var key = await client.PostAsync("/v1/accounts/acme/keys", body: null);

        Assert.Equal("id secret label scopes created_at expires_at client_address surface", Calls.MembersOf(key));
        Assert.Equal("owner key from the operator", key.GetProperty("label").GetString());
        using var owner = account.Service.Client(key.GetProperty("secret").GetString());
        Assert.Equal(2, (await owner.ReadAsync("/v1/keys")).GetProperty("keys").GetArrayLength());
        var entry = (await account.AuditAsync())[0];
        Assert.Equal("key_created", entry.GetProperty("action").GetString());
        Assert.Equal("operator", entry.GetProperty("actor").GetProperty("key").GetString());
        Assert.Equal(key.GetProperty("id").GetString(), entry.GetProperty("after").GetProperty("key").GetProperty("id").GetString());
    }

    [Fact]
    public async Task With_it_the_first_key_can_go()
    {
        await using var account = await TestAccount.StartAsync();
        using var client = account.Service.Client(TestService.OperatorKey);
        var first = await account.KeyIdAsync();
        var key = await client.PostAsync("/v1/accounts/acme/keys", new { label = "found again" });
        using var owner = account.Service.Client(key.GetProperty("secret").GetString());

        await owner.DeleteAsync($"/v1/keys/{first}", HttpStatusCode.NoContent);

        Assert.Equal("found again", (await owner.ReadAsync("/v1/keys")).GetProperty("keys")[0].GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("ACME")]
    [InlineData("gone")]
    public async Task An_account_that_is_not_there_gets_none_and_nothing_of_it_stays(string id)
    {
        var tables = new ScriptedTables(new MemoryTables());
        await using var service = await TestService.StartAsync(tables, TestService.NewClock());
        using var gone = await service.AccountAsync("gone");
        using var client = service.Client(TestService.OperatorKey);
        await client.DeleteAsync("/v1/accounts/gone", HttpStatusCode.NoContent);
        var written = new List<string>();
        tables.BeforeWrite = (table, _) =>
        {
            written.Add(table);
            return Task.CompletedTask;
        };

        await client.PostAsync($"/v1/accounts/{id}/keys", body: null, HttpStatusCode.NotFound);

        // The log of the operator alone.
        Assert.All(written, table => Assert.Equal(TableNames.Accounts, table));
    }
}
