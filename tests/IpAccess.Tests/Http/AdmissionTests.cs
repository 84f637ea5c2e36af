using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Storage;
using IpAccess.Storage.Caching;
using IpAccess.Testing.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace IpAccess.Tests.Http;

/// <summary>What the gate asks of the lists before it lets anyone manage an account, and what becomes of the answer.</summary>
public sealed class AdmissionTests
{
    private readonly Mock<IKeyDirectory> keys = new();
    private readonly Mock<IManagementAccess> access = new(MockBehavior.Strict);

    [Theory]
    [InlineData(nameof(Admission.Granted), 204)]
    [InlineData(nameof(Admission.Blocked), 403)]
    [InlineData(nameof(Admission.Unknown), 503)]
    [InlineData(nameof(Admission.NoAccount), 401)]
    public async Task Each_answer_of_the_lists_is_one_of_the_gate(string admission, int status)
    {
        access.Setup(lists => lists.AskAsync(It.IsAny<Caller>(), It.IsAny<CancellationToken>())).ReturnsAsync(Enum.Parse<Admission>(admission));

        Assert.Equal(status, await AskAsync(Scope.AllowlistRead));
        access.Verify(lists => lists.AskAsync(It.Is<Caller>(caller => caller.Account == "acme"), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Lists_that_can_not_be_read_once_are_a_503_and_asked_anew()
    {
        access.SetupSequence(lists => lists.AskAsync(It.IsAny<Caller>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new TimeoutException())
            .ReturnsAsync(Admission.Granted);

        Assert.Equal(503, await AskAsync(Scope.AllowlistRead));
        Assert.Equal(204, await AskAsync(Scope.AllowlistRead));
    }

    [Theory]
    [InlineData(nameof(Scope.Check))]
    [InlineData(nameof(Scope.Snapshot))]
    [InlineData(nameof(Scope.AttemptsWrite))]
    public async Task What_manages_nothing_is_not_asked_from_where_it_comes(string scope)
    {
        Assert.Equal(204, await AskAsync(Enum.Parse<Scope>(scope)));
        access.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task A_key_that_memory_vouched_for_too_long_manages_nothing_whatever_the_lists_say()
    {
        Assert.Equal(503, await AskAsync(Scope.AllowlistRead, Freshness.Expired));
        access.VerifyNoOtherCalls();
    }

    private async Task<int> AskAsync(Scope scope, Freshness freshness = Freshness.Fresh)
    {
        keys.Setup(directory => directory.FindAsync("k", It.IsAny<CancellationToken>()))
            .ReturnsAsync(new Cached<KeyGrant>(new("acme", "id", Scopes.All), freshness, TimeSpan.Zero));
        var clock = TestService.NewClock();
        var gate = new Gate(
            new(keys.Object, new([]), new(new())),
            access.Object,
            BlockedResponse.Parse(BlockedResponse.IncidentIo)!,
            new(clock, NullLogger<StorageOutage>.Instance),
            clock,
            NullLogger<Gate>.Instance);
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Headers[Credential.Header] = "k";
        var answer = await gate.AccountAsync(context.Request, scope, _ => Task.FromResult(Answer.NoContent()), CancellationToken.None);
        await answer.ExecuteAsync(context);
        return context.Response.StatusCode;
    }
}
