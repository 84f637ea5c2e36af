using System.Collections.Concurrent;
using Azure;
using IpAccess.Health;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using IpAccess.Text;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Health;

public sealed class ReadinessTests
{
    private readonly ConcurrentQueue<string> lines = [];
    private readonly FakeTimeProvider clock = TestService.NewClock();
    private readonly ScriptedTables tables = new(new MemoryTables());
    private readonly ScriptedQueues queues;

    public ReadinessTests() => queues = new(clock);

    public static TheoryData<Exception, string, string> Faults { get; } = new()
    {
        {
            new RequestFailedException(403, "no", "AuthorizationPermissionMismatch", null),
            "Error Not ready: the tables refuse the service, whose identity lacks the role Storage Table Data Contributor on the storage account",
            "Error Not ready: the queues refuse the service, whose identity lacks the role Storage Queue Data Contributor on the storage account"
        },
        {
            new RequestFailedException(403, "no", "AuthorizationFailure", null),
            "Error Not ready: the tables do not let the service in: its identity lacks the role Storage Table Data Contributor, or the network rules of the storage account keep it out",
            "Error Not ready: the queues do not let the service in: its identity lacks the role Storage Queue Data Contributor, or the network rules of the storage account keep it out"
        },
        {
            new RequestFailedException(404, "no", "ResourceNotFound", null),
            "Error Not ready: the tables of the service are missing in the storage account",
            "Error Not ready: the queues of the service are missing in the storage account"
        },
        { new RequestFailedException(403, "no", "AuthenticationFailed", null), "Error Not ready: the tables do not answer. Storage answered 403 AuthenticationFailed.", "Error Not ready: the queues do not answer. Storage answered 403 AuthenticationFailed." },
        { new RequestFailedException(401, "no", "AuthorizationPermissionMismatch", null), "Error Not ready: the tables do not answer. Storage answered 401 AuthorizationPermissionMismatch.", "Error Not ready: the queues do not answer. Storage answered 401 AuthorizationPermissionMismatch." },
        { new RequestFailedException(503, "no", "ServerBusy", null), "Error Not ready: the tables do not answer. Storage answered 503 ServerBusy.", "Error Not ready: the queues do not answer. Storage answered 503 ServerBusy." },
        { new RequestFailedException("no token"), "Error Not ready: the tables do not answer. no token", "Error Not ready: the queues do not answer. no token" },
        { new TaskCanceledException("The SDK's own time-out."), "Error Not ready: the tables do not answer. The SDK's own time-out.", "Error Not ready: the queues do not answer. The SDK's own time-out." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_log_names_the_role_exactly_where_storage_refuses_the_identity(Exception exception, string ofTables, string ofQueues)
    {
        (tables.Fault, queues.Fault, tables.IsAway) = (exception, exception, true);
        Assert.Equal(["tables"], await FailingAsync());
        Assert.Equal([ofTables], lines);

        lines.Clear();
        (tables.IsAway, queues.IsAway) = (false, true);
        Assert.Equal(["queues"], await FailingAsync());
        Assert.Equal([ofQueues], lines);
    }

    [Fact]
    public async Task A_service_that_is_ready_logs_nothing()
    {
        Assert.Empty(await FailingAsync());
        Assert.Empty(lines);
    }

    [Fact]
    public async Task A_part_that_keeps_silent_fails_after_a_while()
    {
        queues.Hold();
        var asking = FailingAsync();

        clock.Advance(Readiness.Limit - TimeSpan.FromTicks(1));
        Assert.False(asking.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(["queues"], await asking);
        Assert.StartsWith("Error Not ready: the queues do not answer. ", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_asking_is_told_nothing_about_storage()
    {
        queues.Hold();
        using var asking = new CancellationTokenSource();
        var answer = FailingAsync(asking.Token);

        await asking.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Empty(lines);
    }

    [Fact]
    public async Task What_is_no_fault_of_storage_is_not_taken_for_one()
    {
        (tables.Fault, tables.IsAway) = (new InvalidOperationException("ours"), true);

        await Assert.ThrowsAsync<InvalidOperationException>(() => FailingAsync());
    }

    private Task<IReadOnlyList<string>> FailingAsync(CancellationToken cancellationToken = default) =>
        new Readiness(tables, queues, clock, new LineLogger<Readiness>(lines)).FailingAsync(cancellationToken);
}
