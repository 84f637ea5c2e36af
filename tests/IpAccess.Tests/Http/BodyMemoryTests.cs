using System.Net;
using System.Text;
using IpAccess.Http.Messages;
using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Http;

/// <summary>What bodies take of the memory.</summary>
public sealed class BodyMemoryTests
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(16 * Megabyte)]
    [InlineData(null)]
    public void A_body_that_was_only_announced_takes_next_to_nothing(int? announced)
    {
        using var body = new ArrivingBody(0);
        var request = new DefaultHttpContext { Request = { ContentType = "text/plain", ContentLength = announced, Body = body } }.Request;
        var before = GC.GetAllocatedBytesForCurrentThread();

        var reading = BodyReader.ReadAsync(request, BodyReader.JsonOrTextOrCsv, BodyReader.BulkLimit, CancellationToken.None);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * BodyBudget.FreeBytes);
        Assert.False(reading.IsCompleted);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(BodyBudget.FreeBytes - 1, 0)]
    [InlineData(BodyBudget.FreeBytes, BodyBudget.FreeBytes)]
    [InlineData(Megabyte, (2 * Megabyte) - BodyBudget.FreeBytes)]
    [InlineData(9 * Megabyte, (16 * Megabyte) - BodyBudget.FreeBytes)]
    public void A_body_takes_at_most_twice_what_has_arrived_of_it(int arrived, int taken)
    {
        var budget = new BodyBudget(16 * Megabyte);
        using var services = new ServiceCollection().AddSingleton(budget).BuildServiceProvider();
        using var body = new ArrivingBody(arrived);
        var context = new DefaultHttpContext
        {
            RequestServices = services,
            Request = { ContentType = "text/plain", ContentLength = 16 * Megabyte, Body = body },
        };

        var reading = BodyReader.ReadAsync(context.Request, BodyReader.JsonOrTextOrCsv, BodyReader.BulkLimit, CancellationToken.None);

        Assert.False(reading.IsCompleted);
        Assert.Equal(taken, budget.Taken);
    }

    [Fact]
    public async Task Bodies_beyond_the_limit_of_all_are_refused_while_checks_are_read_and_all_is_given_back()
    {
        await using var service = await TestService.StartAsync(("IpAccess:Limits:BodyMegabytes", "16"));
        using var owner = await service.AccountAsync();
        var budget = service.Services.GetRequiredService<BodyBudget>();
        var list = Encoding.UTF8.GetBytes("203.0.113.9".PadRight(12 * Megabyte));
        var released = new TaskCompletionSource();
        var first = SendAsync(service, owner.DefaultRequestHeaders.Authorization!.Parameter!, list, released.Task);
        while (budget.Taken < 8 * Megabyte)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        var refused = await owner.CallAsync("POST", TestAccount.Rules, list, "text/plain");
        refused.IsProblem(503, "overloaded");
        Assert.Equal("1", refused.Header("Retry-After"));
        (await owner.CallAsync("POST", "/v1/check", """{"ip":"192.0.2.1"}""".PadRight(BodyBudget.FreeBytes - 1))).Is(200);

        released.SetResult();
        (await first).Is(201);
        (await owner.CallAsync("POST", TestAccount.Rules, list, "text/plain")).Is(201);
        while (budget.Taken > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    private static async Task<Reply> SendAsync(TestService service, string key, byte[] list, Task released)
    {
        using var client = service.Client(key);
        using var content = new HeldContent(list, released);
        using var response = await client.PostAsync(TestAccount.Rules, content);
        return await Reply.OfAsync(response);
    }

    /// <summary>A body of which so many bytes have arrived; the rest never does.</summary>
    private sealed class ArrivingBody(int arrived) : MemoryStream
    {
        private int left = arrived;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(left, buffer.Length);
            left -= count;
            return count > 0 ? ValueTask.FromResult(count) : new(new TaskCompletionSource<int>().Task);
        }
    }

    /// <summary>A body whose last byte is held back.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly byte[] bytes;
        private readonly Task released;

        public HeldContent(byte[] bytes, Task released)
        {
            (this.bytes, this.released) = (bytes, released);
            Headers.ContentType = new("text/plain");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - 1));
            await stream.FlushAsync();
            await released;
            await stream.WriteAsync(bytes.AsMemory(bytes.Length - 1));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
