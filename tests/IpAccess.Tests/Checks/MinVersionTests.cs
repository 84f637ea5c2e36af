using System.Net;
using System.Text.Json;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Checks;

/// <summary>Who wrote a version can have it decide everywhere at once: <c>min_version</c>.</summary>
public sealed class MinVersionTests : IAsyncLifetime
{
    private const string Question = "/v1/check?ip=192.0.2.1";
    private readonly MemoryTables tables = new();
    private readonly FakeTimeProvider clock = TestService.NewClock();
    private TestService here = null!;
    private TestService there = null!;
    private HttpClient ownerHere = null!;
    private HttpClient ownerThere = null!;

    public async Task InitializeAsync()
    {
        here = await TestService.StartAsync(tables, clock);
        there = await TestService.StartAsync(tables, clock);
        ownerHere = await here.AccountAsync();
        ownerThere = there.Client(ownerHere.DefaultRequestHeaders.Authorization!.Parameter);
        await ownerThere.ReadAsync(Question);
    }

    public async Task DisposeAsync()
    {
        await here.DisposeAsync();
        await there.DisposeAsync();
    }

    [Fact]
    public async Task A_version_written_on_one_instance_decides_at_once_on_another()
    {
        for (var i = 0; i < 20; i++)
        {
            var version = await WriteAsync(i);

            var answer = await ownerThere.ReadAsync($"{Question}&min_version={version}");

            Assert.Equal(i % 2 == 0 ? "mode_off" : "empty_list", answer.GetProperty("reason").GetString());
            Assert.Equal(version, answer.GetProperty("version").GetInt64());
            Assert.False(answer.GetProperty("stale").GetBoolean());
        }
    }

    [Fact]
    public async Task It_can_be_asked_for_in_the_body_of_one_question_and_of_many()
    {
        var version = await WriteAsync(0);
        var one = await ownerThere.PostAsync("/v1/check", new { ip = "192.0.2.1", min_version = version }, HttpStatusCode.OK);
        Assert.Equal(version, one.GetProperty("version").GetInt64());

        version = await WriteAsync(1);
        var many = await ownerThere.PostAsync(
            "/v1/check", new { min_version = version, checks = new[] { new { ip = "192.0.2.1" }, new { ip = "192.0.2.2" } } }, HttpStatusCode.OK);
        Assert.All(many.GetProperty("results").EnumerateArray(), result => Assert.Equal(version, result.GetProperty("version").GetInt64()));

        await ownerThere.PostAsync("/v1/check", new { ip = "192.0.2.1", min_version = version + 1 }, HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Without_it_memory_decides_and_an_older_version_than_memory_has_is_no_reason_to_read()
    {
        var version = await WriteAsync(0);
        Assert.Equal("empty_list", (await ownerThere.ReadAsync(Question)).GetProperty("reason").GetString());
        await ownerThere.ReadAsync($"{Question}&min_version={version}");
        var read = there.Tables.Operations;

        Assert.Equal("mode_off", (await ownerThere.ReadAsync($"{Question}&min_version=1")).GetProperty("reason").GetString());
        await ownerThere.ReadAsync($"{Question}&min_version={version}");

        Assert.Equal(read, there.Tables.Operations);
    }

    [Fact]
    public async Task A_version_that_is_not_there_yet_is_412_and_storage_is_read_for_it_once_a_second()
    {
        var problem = await ownerThere.ReadAsync($"{Question}&min_version=2", HttpStatusCode.PreconditionFailed);
        Assert.Equal("precondition-failed", Calls.Slug(problem));
        Assert.Equal("The list has no version 2 yet: its newest is 1.", problem.GetProperty("detail").GetString());
        var read = there.Tables.Operations;

        foreach (var version in new long[] { 2, 3, long.MaxValue })
        {
            await ownerThere.ReadAsync($"{Question}&min_version={version}", HttpStatusCode.PreconditionFailed);
        }

        Assert.Equal(read, there.Tables.Operations);
        clock.Advance(TimeSpan.FromSeconds(1));
        await WriteAsync(0);
        Assert.Equal("mode_off", (await ownerThere.ReadAsync($"{Question}&min_version=2")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task The_instance_that_writes_a_version_has_it_though_somebody_asked_for_it_a_moment_too_early()
    {
        await ownerHere.ReadAsync($"{Question}&min_version=2", HttpStatusCode.PreconditionFailed);
        await WriteAsync(0);

        Assert.Equal("mode_off", (await ownerHere.ReadAsync($"{Question}&min_version=2")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task All_who_ask_at_the_same_time_share_one_read()
    {
        var version = await WriteAsync(0);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reads = 0;
        there.Tables.BeforeRead = (_, _) =>
        {
            Interlocked.Increment(ref reads);
            arrived.TrySetResult();
            return released.Task;
        };

        var asked = Enumerable.Range(0, 50).Select(_ => ownerThere.ReadAsync($"{Question}&min_version={version}")).ToList();
        await arrived.Task;
        released.SetResult();
        var answers = await Task.WhenAll(asked);

        Assert.All(answers, answer => Assert.Equal(version, answer.GetProperty("version").GetInt64()));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task A_read_that_began_before_the_write_is_not_good_enough()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isFirst = true;
        clock.Advance(TimeSpan.FromSeconds(4));
        there.Tables.AfterFind = (_, _) =>
        {
            if (!Interlocked.Exchange(ref isFirst, false))
            {
                return Task.CompletedTask;
            }

            arrived.SetResult();
            return released.Task;
        };

        // Memory is three seconds old: this question has it read anew behind its answer, and that has read version 1 already.
        await ownerThere.ReadAsync(Question);
        await arrived.Task;
        var version = await WriteAsync(0);
        var asked = ownerThere.ReadAsync($"{Question}&min_version={version}");
        released.SetResult();

        Assert.Equal("mode_off", (await asked).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task While_storage_is_away_nobody_is_told_that_a_version_is_not_there()
    {
        var version = await WriteAsync(0);
        there.Tables.IsAway = true;

        var problem = await ownerThere.ReadAsync($"{Question}&min_version={version}", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("storage-unavailable", Calls.Slug(problem));
        Assert.True((await ownerThere.ReadAsync($"{Question}&min_version=1")).GetProperty("allowed").GetBoolean());

        there.Tables.IsAway = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        await ownerThere.ReadAsync($"{Question}&min_version={version}");
    }

    [Fact]
    public async Task A_version_that_nobody_confirmed_is_there_though_the_one_before_it_decides()
    {
        await ownerHere.PatchAsync("/v1/allowlist?confirm_within=1", new { mode = "off" });
        clock.Advance(TimeSpan.FromMinutes(1));

        JsonElement answer = await ownerThere.ReadAsync($"{Question}&min_version=2");

        Assert.Equal("empty_list", answer.GetProperty("reason").GetString());
        Assert.Equal(1, answer.GetProperty("version").GetInt64());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("9223372036854775808")]
    public async Task What_is_no_version_is_a_fault(string version) => Assert.Equal(
        ["min_version out_of_range"], Calls.FaultsOf(await ownerThere.ReadAsync($"{Question}&min_version={version}", HttpStatusCode.BadRequest)));

    private async Task<long> WriteAsync(int i) =>
        (await ownerHere.PatchAsync("/v1/allowlist", new { mode = i % 2 == 0 ? "off" : "enforce" })).GetProperty("version").GetInt64();
}
