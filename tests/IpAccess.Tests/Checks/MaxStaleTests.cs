using System.Net;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Checks;

/// <summary>How long an account's list decides while storage is away is for the account to say: <c>max_stale_seconds</c>.</summary>
public sealed class MaxStaleTests
{
    private const string Question = "/v1/check?ip=192.0.2.1";

    [Theory]
    [InlineData(5, 5)]
    [InlineData(20, 20)]
    [InlineData(null, 60)]
    // A key is never older than a minute, or who was thrown out would stay for as long as the list.
    [InlineData(86_400, 60)]
    public async Task A_list_decides_for_as_long_as_its_account_says(int? setting, int seconds)
    {
        await using var account = await TestAccount.StartAsync();
        await account.Owner.PatchAsync(TestAccount.Settings, new { max_stale_seconds = setting });
        await account.Owner.ReadAsync(Question);
        account.Service.Tables.IsAway = true;

        account.Service.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.True((await account.Owner.ReadAsync(Question)).GetProperty("stale").GetBoolean());
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
        await account.Owner.ReadAsync(Question, HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task What_then_happens_is_for_the_account_to_say_too()
    {
        await using var account = await TestAccount.StartAsync("198.51.100.0/24");
        await account.Owner.PatchAsync(TestAccount.Settings, new { max_stale_seconds = 10, on_failure = "allow" });
        await account.Owner.ReadAsync(Question);
        account.Service.Tables.IsAway = true;

        account.Service.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("not_listed", (await account.Owner.ReadAsync(Question)).GetProperty("reason").GetString());
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("failure", (await account.Owner.ReadAsync(Question)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task The_accounts_beside_it_keep_their_own_limits()
    {
        await using var account = await TestAccount.StartAsync();
        using var other = await account.Service.AccountAsync("other");
        await account.Owner.PatchAsync(TestAccount.Settings, new { max_stale_seconds = 5 });
        await account.Owner.ReadAsync(Question);
        await other.ReadAsync(Question);
        account.Service.Tables.IsAway = true;

        account.Service.Clock.Advance(TimeSpan.FromSeconds(6));
        await account.Owner.ReadAsync(Question, HttpStatusCode.ServiceUnavailable);
        Assert.True((await other.ReadAsync(Question)).GetProperty("stale").GetBoolean());
    }

    [Fact]
    public async Task Null_takes_it_back_to_what_the_service_says_and_restoring_a_version_leaves_it_as_it_is()
    {
        await using var account = await TestAccount.StartAsync();
        Assert.Equal(60, await SecondsAsync(account));
        await account.Owner.PatchAsync(TestAccount.Settings, new { max_stale_seconds = 3600 });
        await account.Owner.PostAsync("/v1/allowlist/versions/1/restore", body: null, HttpStatusCode.OK);
        Assert.Equal(3600, await SecondsAsync(account));

        await account.Owner.PatchAsync(TestAccount.Settings, """{"max_stale_seconds":null}""");
        Assert.Equal(60, await SecondsAsync(account));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(86_401)]
    public async Task What_is_out_of_range_is_a_fault(int seconds)
    {
        await using var account = await TestAccount.StartAsync();

        var problem = await account.Owner.PatchAsync(TestAccount.Settings, new { max_stale_seconds = seconds }, HttpStatusCode.BadRequest);

        Assert.Equal(["/max_stale_seconds out_of_range"], Calls.FaultsOf(problem));
    }

    private static async Task<int> SecondsAsync(TestAccount account) =>
        (await account.Owner.ReadAsync(TestAccount.Settings)).GetProperty("max_stale_seconds").GetInt32();
}
