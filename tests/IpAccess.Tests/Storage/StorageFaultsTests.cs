using System.Net.Sockets;
using Azure;
using Azure.Identity;
using IpAccess.Storage;

namespace IpAccess.Tests.Storage;

public sealed class StorageFaultsTests
{
    public static TheoryData<Exception, bool> Faults { get; } = new()
    {
        { new RequestFailedException(503, "busy"), true },
        { new RequestFailedException(403, "refused"), true },
        { new AuthenticationFailedException("no token"), true },
        { new CredentialUnavailableException("no identity"), true },
        { new HttpRequestException(), true },
        { new SocketException(), true },
        { new IOException(), true },
        { new TimeoutException(), true },
        { new TaskCanceledException("The SDK's own time-out."), true },
        { new AggregateException(new IOException(), new TimeoutException()), true },
        { new AggregateException(new IOException(), new InvalidOperationException()), false },
        { new InvalidOperationException(), false },
        { new ArgumentException("over a limit"), false },
        { new InvalidDataException(), false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_storage_throws_is_known(Exception fault, bool isUnavailable) =>
        Assert.Equal(isUnavailable, StorageFaults.IsUnavailable(fault, CancellationToken.None));

    [Fact]
    public void What_the_caller_cancelled_is_no_fault_of_storage() =>
        Assert.False(StorageFaults.IsUnavailable(new OperationCanceledException(), new CancellationToken(canceled: true)));
}
