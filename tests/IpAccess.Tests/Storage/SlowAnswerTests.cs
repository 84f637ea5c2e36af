using System.Net;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Storage;

/// <summary>Answers that ask to wait for long, or that never come to their end: no operation waits for them without a bound.</summary>
public sealed class SlowAnswerTests : IDisposable
{
    private const string Storage = "UseDevelopmentStorage=true";

    // Far more than any operation may take, and far less than what is asked for.
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(40);
    private readonly Answer answer = new();
    private readonly HttpClientTransport transport;
    private readonly IRowTable table;
    private readonly IMessageQueue queue;

    public SlowAnswerTests()
    {
        transport = new(answer);
        table = new AzureTables(options => new TableServiceClient(Storage, With(options))).Open(TableNames.Allowlists, StorageTimeout.ForDecisions);
        queue = new AzureQueues(options => new QueueServiceClient(Storage, With(options))).Open(QueueNames.AccessAttempts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_asks_to_come_again_in_an_hour_is_a_fault_now(bool isStorage)
    {
        answer.Next = () => Busy(isStorage);

        await EndsAsync(() => table.FindAsync("acme", "head", default));
        await EndsAsync(async () => await table.ReadAsync("acme", RowRange.WithPrefix("h"), columns: null, default).ToListAsync());
        await EndsAsync(() => table.TryApplyAsync("acme", [RowChange.Put(new() { RowKey = "head" })], default));
        await EndsAsync(() => queue.ReceiveAsync(1, TimeSpan.FromSeconds(1), default));
    }

    [Fact]
    public async Task An_answer_that_comes_byte_by_byte_is_a_fault()
    {
        answer.Next = () => Marked(new(HttpStatusCode.OK) { Content = new StreamContent(new Trickle()) });

        await EndsAsync(() => table.FindAsync("acme", "head", default));
    }

    public void Dispose()
    {
        transport.Dispose();
        answer.Dispose();
    }

    private static async Task EndsAsync(Func<Task> ask) =>
        await Assert.ThrowsAsync<RequestFailedException>(() => ask().WaitAsync(Hung));

    private static HttpResponseMessage Busy(bool isStorage)
    {
        var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new ByteArrayContent([]) };
        response.Headers.Add("Retry-After", "3600");
        return isStorage ? Marked(response) : response;
    }

    private static HttpResponseMessage Marked(HttpResponseMessage response)
    {
        response.Headers.Add("x-ms-request-id", "1");
        return response;
    }

    private T With<T>(T options)
        where T : Azure.Core.ClientOptions
    {
        options.Transport = transport;
        return options;
    }

    private sealed class Answer : HttpMessageHandler
    {
        public Func<HttpResponseMessage> Next { get; set; } = () => new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Next());
    }

    private sealed class Trickle : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            buffer.Span[0] = (byte)' ';
            return 1;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
