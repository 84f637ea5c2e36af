using System.Net;
using System.Text;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using IpAccess.Allowlists;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Storage;

/// <summary>What gateways and proxies answer in storage's place, and what is left of an answer that was cut.</summary>
public sealed class OddAnswerTests : IDisposable
{
    private const string Storage = "UseDevelopmentStorage=true";
    private const string NotFound = """{"error":{"code":"ResourceNotFound","message":"There is no such resource."}}""";
    private const string OfTables = """{"odata.error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"No."}}}""";
    private readonly Answer answer = new();
    private readonly HttpClientTransport transport;
    private readonly IRowTable table;
    private readonly IMessageQueue queue;

    public OddAnswerTests()
    {
        transport = new(answer);
        table = new AzureTables(options => new TableServiceClient(Storage, With(options))).Open(TableNames.Allowlists, StorageTimeout.ForDecisions);
        queue = new AzureQueues(options => new QueueServiceClient(Storage, With(options))).Open(QueueNames.AccessAttempts);
    }

    /// <summary>Status, media type, body, and whether it bears the mark of storage's own answers.</summary>
    public static TheoryData<int, string, string, bool> Answers { get; } = new()
    {
        { 200, "application/json", "{}", false },
        { 200, "application/json", """{"value":[]}""", false },
        { 200, "text/html", "<html>Sign in</html>", false },
        { 200, "application/xml", "<QueueMessagesList />", false },
        { 200, "application/json", "", true },
        { 200, "application/json", "{\"PartitionKey\":\"acme\",\"Row", true },
        { 200, "application/json", """{"PartitionKey":"other","RowKey":"head","value":[{}]}""", true },
        { 200, "application/json", """{"value":[{"PartitionKey":"acme","RowKey":"zzz"}]}""", true },
        { 200, "application/json", "null", true },
        { 200, "application/json", "[]", true },
        { 200, "text/html", "<html>", true },
        { 202, "multipart/mixed; boundary=b", "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 204 No", true },
        { 204, "text/plain", "", false },
        { 204, "text/plain", "", true },
        { 301, "text/html", "<html>Moved</html>", false },
        { 304, "text/plain", "", false },
        { 400, "application/json", """{"error":"bad"}""", false },
        { 400, "text/html", "<html>Bad Request</html>", true },
        { 401, "text/plain", "no", false },
        { 403, "application/json", "{}", false },
        { 404, "application/json", NotFound, false },
        { 404, "application/json", OfTables, false },
        { 404, "text/html", "<html>Not found</html>", true },
        { 404, "application/json", "{}", true },
        { 409, "application/json", """{"error":{"code":"EntityAlreadyExists","message":"no"}}""", false },
        { 409, "application/json", "{}", true },
        { 412, "application/json", "{}", false },
        { 412, "text/plain", "no", true },
        { 429, "application/json", "{}", false },
        { 500, "text/plain", "oops", false },
        { 502, "application/json", """{"message":"Bad Gateway"}""", false },
        { 502, "text/html", "<html>", false },
        { 503, "application/xml", "<Error><Code>ServerBusy</Code></Error>", true },
        { 504, "text/html", "", false },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task No_odd_answer_is_taken_for_a_missing_row_an_empty_list_or_a_lost_race(int status, string type, string body, bool isMarked)
    {
        answer.Set(status, type, body, isMarked);

        await IsFaultAsync(() => table.FindAsync("acme", "head", default));
        await IsFaultAsync(() => table.TryApplyAsync("acme", [RowChange.Insert(new() { RowKey = "head" })], default));
        await IsFaultAsync(async () => await table.ReadAsync("acme", RowRange.WithPrefix("h"), columns: null, default).ToListAsync());
        await IsFaultAsync(() => queue.ReceiveAsync(1, TimeSpan.FromSeconds(1), default));
        if (status is not (204 or 200))
        {
            await IsFaultAsync(() => queue.SendAsync("x", default));
            await IsFaultAsync(() => queue.DeleteAsync(new("id", "receipt", "x", 1), default));
            await IsFaultAsync(() => queue.CountAsync(default));
        }
    }

    [Fact]
    public async Task What_the_caller_cancels_stays_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.FindAsync("acme", "head", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.CountAsync(cancelled.Token));
    }

    public void Dispose()
    {
        transport.Dispose();
        answer.Dispose();
    }

    private static async Task IsFaultAsync(Func<Task> ask)
    {
        var fault = await Record.ExceptionAsync(ask);
        Assert.True(fault is not null && StorageExceptions.IsUnavailable(fault, default), $"{fault?.ToString() ?? "Nothing was thrown."}");
    }

    private T With<T>(T options)
        where T : Azure.Core.ClientOptions
    {
        options.Transport = transport;
        options.Retry.MaxRetries = 0;
        return options;
    }

    private sealed class Answer : HttpMessageHandler
    {
        private Func<HttpResponseMessage> next = () => new();

        public void Set(int status, string type, string body, bool isMarked) => next = () =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            _ = response.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            if (isMarked)
            {
                response.Headers.Add("x-ms-request-id", "1");
                response.Headers.Add("x-ms-version", "2019-02-02");
            }

            return response;
        };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(next());
        }
    }
}
