using System.Collections.Concurrent;
using System.Reflection;
using IpAccess.Decisions;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Testing.Hosting;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Http;

public sealed class AnswerTests
{
    private const BindingFlags Shown = BindingFlags.Public | BindingFlags.Instance;

    [Theory]
    [MemberData(nameof(Operation.Every), MemberType = typeof(Operation))]
    public async Task No_answer_shows_what_it_holds_to_a_host_that_would_send_it_once_more(string name)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var manager = service.Client(TestService.OperatorKey);
        using var stranger = service.Client();
        var returned = new ConcurrentQueue<object?>();
        service.Returned = returned.Enqueue;

        foreach (var caller in new[] { stranger, owner, manager })
        {
            using var request = Operation.Of(name).ToRequest();
            using var response = await caller.SendAsync(request);
        }

        Assert.Equal(3, returned.Count);
        Assert.All(returned, AssertShowsNothing);
    }

    [Fact]
    public async Task Neither_does_one_that_is_streamed_blocked_or_empty()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9 203.0.113.10");
        var returned = new ConcurrentQueue<object?>();
        account.Service.Returned = returned.Enqueue;

        (await account.Owner.CallAsync("GET", TestAccount.Rules, null, null, ("Accept", "text/csv"))).Is(200);
        (await account.Owner.CallAsync("DELETE", TestAccount.Rules + "/2")).Is(204);
        (await account.Owner.CallAsync("PATCH", TestAccount.Settings, """{"protect_management":true}""")).Is(200);
        account.Service.Peer = TestAccount.Peer("192.0.2.1");
        (await account.Owner.CallAsync("GET", TestAccount.Rules)).Is(403);

        Assert.Equal(4, returned.Count);
        Assert.All(returned, AssertShowsNothing);
    }

    [Fact]
    public async Task An_answer_is_byte_for_byte_what_the_framework_itself_would_write()
    {
        object[] values =
        [
            new { Name = "é \"<+>", Missing = (string?)null, Lazy = Enumerable.Range(1, 3).Select(number => new { Number = number }), Reason = Scope.KeysManage },
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = new[] { new Fault("/a", null, "x", "It is <x>.") } },
        ];

        foreach (var value in values)
        {
            await AssertSameAsync(Results.Json(value, ApiJson.Options), Answer.Json(value));
            await AssertSameAsync(Results.Json(value, ApiJson.Options, statusCode: 201), Answer.Json(value, 201));
            await AssertSameAsync(
                Results.Json(value, ApiJson.Options, "application/problem+json", 404), Answer.Json(value, "application/problem+json", 404));
        }

        await AssertSameAsync(Results.NoContent(), Answer.NoContent());
    }

    private static void AssertShowsNothing(object? result)
    {
        var type = Assert.IsAssignableFrom<IResult>(result).GetType();
        Assert.Empty(type.GetProperties(Shown));
        Assert.Empty(type.GetFields(Shown));
    }

    private static async Task AssertSameAsync(IResult expected, IResult actual) => Assert.Equal(await WrittenAsync(expected), await WrittenAsync(actual));

    private static async Task<string> WrittenAsync(IResult result)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Response.Body = body;
        await result.ExecuteAsync(context);
        var headers = string.Join('\n', context.Response.Headers.Select(header => $"{header.Key}: {header.Value}"));
        return $"{context.Response.StatusCode}\n{headers}\n{Convert.ToHexString(body.ToArray())}";
    }
}
