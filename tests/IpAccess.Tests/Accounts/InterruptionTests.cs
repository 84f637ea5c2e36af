using System.Net;
using Azure;
using Azure.Data.Tables;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Accounts;

/// <summary>Creations and deletions that storage interrupts at each of their writes, before it or after it.</summary>
public sealed class InterruptionTests
{
    private const int MostWrites = 20;

    [Fact]
    public async Task A_row_that_an_interrupted_creation_left_does_not_keep_the_id()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);
        var accounts = service.Services.GetRequiredService<ITables>().Open(TableNames.Accounts, StorageTimeout.ForOperations);
        await accounts.TryApplyAsync(
            "accounts",
            [RowChange.Insert(new TableEntity("accounts", "acme") { ["Name"] = "Old", ["CreatedAt"] = 1L, ["State"] = 0 })],
            CancellationToken.None);

        using var owner = await service.AccountAsync();

        await owner.ReadAsync("/v1/keys");
        Assert.Equal("2026-11-22T12:00:00Z", (await client.ReadAsync("/v1/accounts/acme")).GetProperty("created_at").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_creation_interrupted_at_any_write_can_be_repeated(bool before)
    {
        var interruptions = 0;
        for (var nth = 1; nth <= MostWrites; nth++)
        {
            var interruption = new Interruption();
            await using var service = await TestService.StartAsync(interruption.Tables, TestService.NewClock());
            using var client = service.Client(TestService.OperatorKey);
            using var parent = await service.AccountAsync("parent");
            interruption.At(nth, before);
            using var first = await client.PostAsync("/v1/accounts", Body);
            interruption.End();
            if (!interruption.Happened)
            {
                Assert.Equal(HttpStatusCode.Created, first.StatusCode);
                break;
            }

            interruptions++;
            if (first.StatusCode != HttpStatusCode.Created)
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
                var created = await client.PostAsync("/v1/accounts", new { id = "acme", parent = "parent" });
                using var owner = service.Client(created.GetProperty("key").GetProperty("secret").GetString());
                await owner.ReadAsync("/v1/keys");
            }

            Assert.Equal("parent", (await client.ReadAsync("/v1/accounts/acme")).GetProperty("parent").GetString());
        }

        Assert.InRange(interruptions, 3, MostWrites - 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deletion_interrupted_at_any_write_can_be_repeated_and_then_no_key_works(bool before)
    {
        var interruptions = 0;
        for (var nth = 1; nth <= MostWrites; nth++)
        {
            var interruption = new Interruption();
            await using var service = await TestService.StartAsync(interruption.Tables, TestService.NewClock());
            using var client = service.Client(TestService.OperatorKey);
            using var owner = await service.AccountAsync();
            using var viewer = await service.KeyAsync(owner, new { role = "viewer" });
            await viewer.ReadAsync("/v1/allowlist");
            interruption.At(nth, before);
            using var first = await client.DeleteAsync("/v1/accounts/acme");
            interruption.End();
            if (interruption.Happened && first.StatusCode != HttpStatusCode.NoContent)
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
                await client.PostAsync("/v1/accounts", new { id = "acme" }, HttpStatusCode.Conflict);
                using var second = await client.DeleteAsync("/v1/accounts/acme");
                Assert.True(second.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotFound, $"{second.StatusCode}");
            }

            await owner.ReadAsync("/v1/keys", HttpStatusCode.Unauthorized);
            await viewer.ReadAsync("/v1/client-address", HttpStatusCode.Unauthorized);
            await client.ReadAsync("/v1/accounts/acme", HttpStatusCode.NotFound);
            await client.PostAsync("/v1/accounts", new { id = "acme" }, HttpStatusCode.Conflict);
            if (!interruption.Happened)
            {
                break;
            }

            interruptions++;
        }

        Assert.InRange(interruptions, 5, MostWrites - 1);
    }

    private static StringContent Body => new("""{"id":"acme","parent":"parent"}""", System.Text.Encoding.UTF8, "application/json");

    private sealed class Interruption
    {
        public ScriptedTables Tables { get; } = new(new MemoryTables());

        public bool Happened { get; private set; }

        /// <summary>Makes the nth write from now on fail, once: before it happens, or after it.</summary>
        public void At(int nth, bool before)
        {
            var count = 0;
            Task Fail(string table, string partition)
            {
                if (++count != nth)
                {
                    return Task.CompletedTask;
                }

                Happened = true;
                throw new RequestFailedException("The line is cut.");
            }

            if (before)
            {
                Tables.BeforeWrite = Fail;
            }
            else
            {
                Tables.AfterWrite = Fail;
            }
        }

        public void End() => Tables.BeforeWrite = Tables.AfterWrite = (_, _) => Task.CompletedTask;
    }
}
