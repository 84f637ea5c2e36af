using System.Net;
using System.Net.Http.Headers;
using Azure;
using Azure.Core.Pipeline;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Tests.Storage;

/// <summary>The dates of a storage account's answers, as the clients of the service meet them.</summary>
public sealed class DatePolicyTests : IDisposable
{
    private const string Account =
        $"TableEndpoint=http://127.0.0.1:1/{AzuriteAccount.Name};AccountName={AzuriteAccount.Name};AccountKey={AzuriteAccount.Key}";

    private readonly FakeTimeProvider machine = TestService.NewClock();
    private readonly StorageClock clock;
    private readonly Dated storage;
    private readonly HttpClientTransport transport;
    private readonly IRowTable table;

    public DatePolicyTests()
    {
        clock = new(machine, NullLogger<StorageClock>.Instance);
        storage = new(machine);
        transport = new(storage);
        var options = new StorageOptions();
        options.Take(new ConfigurationBuilder().AddInMemoryCollection([new(StorageOptions.Section, Account)]).Build().GetSection(StorageOptions.Section));
        var connection = new StorageConnection(options, clock);
        table = new AzureTables(given =>
        {
            given.Transport = transport;
            return connection.ConnectTables(given);
        }).Open("T", StorageTimeout.ForDecisions);
    }

    private double Offset => (clock.GetUtcNow() - machine.GetUtcNow()).TotalSeconds;

    [Fact]
    public async Task A_read_that_contradicts_the_clock_is_asked_for_once_more_before_anybody_sees_it()
    {
        storage.Ahead = -600;

        await ReadAsync();

        Assert.Equal(-600, Offset, 1.0);
        Assert.Equal(2, storage.Answers);
        await ReadAsync();
        Assert.Equal(3, storage.Answers);
    }

    [Fact]
    public async Task A_write_is_never_made_again_for_the_sake_of_the_clock()
    {
        storage.Ahead = 600;

        for (var i = 1; i <= 2; i++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => table.TryApplyAsync("p", [RowChange.Put(new() { RowKey = "r" })], default));
            Assert.Equal(i, storage.Answers);
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task What_storage_says_to_a_request_that_it_may_not_know_for_ours_tells_no_time(HttpStatusCode status)
    {
        (storage.Ahead, storage.Status) = (600, status);

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<RequestFailedException>(ReadAsync);
        }

        Assert.Equal((0, 3), (Offset, storage.Answers));
    }

    [Fact]
    public async Task With_a_clock_that_is_right_nothing_is_asked_twice()
    {
        for (var i = 0; i < 5; i++)
        {
            await ReadAsync();
        }

        Assert.Equal((0, 5), (Offset, storage.Answers));
    }

    public void Dispose()
    {
        transport.Dispose();
        storage.Dispose();
    }

    private async Task ReadAsync() => await table.ReadAsync("p", RowRange.WithPrefix("r"), null, default).ToListAsync();

    private sealed class Dated(TimeProvider time) : HttpMessageHandler
    {
        public int Ahead { get; set; }

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public int Answers { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Answers++;
            var answer = new HttpResponseMessage(Status)
            {
                Content = new StringContent("""{"value":[]}""", new MediaTypeHeaderValue("application/json")),
            };
            answer.Headers.Add("x-ms-request-id", "1");
            answer.Headers.Date = time.GetUtcNow().AddSeconds(Ahead);
            return Task.FromResult(answer);
        }
    }
}
