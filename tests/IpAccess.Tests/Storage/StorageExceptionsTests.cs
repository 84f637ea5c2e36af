using Azure;
using IpAccess.Storage;
using IpAccess.Text;

namespace IpAccess.Tests.Storage;

public sealed class StorageExceptionsTests
{
    public static TheoryData<Exception, bool> Faults { get; } = new()
    {
        { new RequestFailedException(503, "busy"), true },
        { new RequestFailedException(403, "refused"), true },
        { new RequestFailedException(400, "bad"), true },
        { new RequestFailedException("no answer of storage"), true },
        { new TimeoutException(), true },
        { new TaskCanceledException("The SDK's own time-out."), true },
        { new IOException("a client's body that was cut"), false },
        { new InvalidOperationException(), false },
        { new ArgumentException("over a limit"), false },
        { new InvalidDataException(), false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_storage_throws_is_known(Exception exception, bool isUnavailable) =>
        Assert.Equal(isUnavailable, StorageExceptions.IsUnavailable(exception, CancellationToken.None));

    [Fact]
    public void What_the_caller_cancelled_is_no_fault_of_storage() =>
        Assert.False(StorageExceptions.IsUnavailable(new OperationCanceledException(), new CancellationToken(canceled: true)));
}
