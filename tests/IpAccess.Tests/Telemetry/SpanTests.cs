using System.Diagnostics;
using System.Net;
using Azure;
using IpAccess.Attempts;
using IpAccess.Telemetry;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Telemetry;

public sealed class SpanTests
{
    private const string Message =
        "messaging.destination.name=access-attempts messaging.message.id=id-of-the-queue messaging.operation.name=process messaging.operation.type=process messaging.system=azure_storage_queue";

    [Fact]
    public async Task One_decision_is_a_span_beneath_the_request_with_its_reason()
    {
        await using var service = await TestService.StartAsync();
        using var spans = new CapturedSpans();
        using var owner = await OwnerAsync(service, spans);

        await owner.ReadAsync("/v1/check?ip=203.0.113.7");

        var span = Assert.Single(spans.Own);
        Assert.Equal((TelemetryNames.DecideSpan, ActivityKind.Internal, ActivityStatusCode.Unset), (span.OperationName, span.Kind, span.Status));
        Assert.Equal("ipaccess.allowed=True ipaccess.reason=rule ipaccess.stale=False ipaccess.version=2", CapturedSpans.Attributes(span));
        Assert.Equal(Assert.Single(spans.Requests).SpanId, span.ParentSpanId);
    }

    [Fact]
    public async Task Several_decisions_are_a_span_with_their_number()
    {
        await using var service = await TestService.StartAsync();
        using var spans = new CapturedSpans();
        using var owner = await OwnerAsync(service, spans);

        await owner.PostAsync("/v1/check", """{"checks":[{"ip":"203.0.113.8","user_agent":"curl/8"},{"ip":"192.0.2.1"}]}""", HttpStatusCode.OK);

        Assert.Equal("ipaccess.count=2 ipaccess.stale=False ipaccess.version=2", CapturedSpans.Attributes(Assert.Single(spans.Own)));
    }

    [Fact]
    public async Task What_can_not_be_decided_is_a_span_with_an_error()
    {
        await using var service = await TestService.StartAsync();
        using var spans = new CapturedSpans();
        using var owner = await OwnerAsync(service, spans);
        await owner.ReadAsync("/v1/check?ip=203.0.113.7");
        service.Tables.IsAway = true;
        service.Clock.Advance(TimeSpan.FromSeconds(61));

        await owner.ReadAsync("/v1/check?ip=203.0.113.7", HttpStatusCode.ServiceUnavailable);

        var span = spans.Own.Last();
        Assert.Equal(("error.type=storage-unavailable", ActivityStatusCode.Error), (CapturedSpans.Attributes(span), span.Status));
    }

    [Fact]
    public async Task A_fault_is_an_exception_on_the_span()
    {
        await using var service = await TestService.StartAsync();
        using var spans = new CapturedSpans();
        using var owner = await OwnerAsync(service, spans);
        await owner.PatchAsync("/v1/allowlist", new { mode = "monitor" });
        service.Tables.IsAway = true;

        await owner.ReadAsync("/v1/check?ip=203.0.113.7", HttpStatusCode.ServiceUnavailable);

        AssertFailed(spans.Own.Last(), "error.type=Azure.RequestFailedException");
    }

    [Fact]
    public async Task A_message_that_is_taken_in_is_a_span_of_its_consumer()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var spans = new CapturedSpans();

        await spans.TraceAsync(() => service.IngestAsync(Intake.Good));

        var span = Assert.Single(spans.Own);
        Assert.Equal(("access-attempts process", ActivityKind.Consumer, ActivityStatusCode.Unset), (span.OperationName, span.Kind, span.Status));
        Assert.Equal("ipaccess.outcome=recorded " + Message, CapturedSpans.Attributes(span));
    }

    [Fact]
    public async Task Poison_is_an_error_of_its_kind()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var spans = new CapturedSpans();

        await spans.TraceAsync(() => service.IngestAsync(Intake.Foreign));
        await spans.TraceAsync(() => service.IngestAsync(Intake.Good, tries: AttemptIngest.MostTries + 1));

        Assert.Equal(
            ["error.type=unknown_account ipaccess.outcome=poison " + Message, "error.type=gave_up ipaccess.outcome=poison " + Message],
            spans.Own.Select(CapturedSpans.Attributes));
        Assert.All(spans.Own, span => Assert.Equal((ActivityStatusCode.Error, null), (span.Status, span.StatusDescription)));
    }

    [Fact]
    public async Task A_message_that_fails_has_its_exception_on_the_span()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        using var spans = new CapturedSpans();
        service.Tables.IsAway = true;

        await Assert.ThrowsAsync<RequestFailedException>(() => spans.TraceAsync(() => service.IngestAsync(Intake.Good)));

        AssertFailed(Assert.Single(spans.Own), "error.type=Azure.RequestFailedException ipaccess.outcome=failed " + Message);
    }

    private static void AssertFailed(Activity span, string attributes)
    {
        Assert.Equal((attributes, ActivityStatusCode.Error), (CapturedSpans.Attributes(span), span.Status));
        var thrown = Assert.Single(span.Events);
        Assert.Equal("exception", thrown.Name);
        Assert.Contains(thrown.Tags, tag => tag is { Key: "exception.type", Value: "Azure.RequestFailedException" });
    }

    private static async Task<HttpClient> OwnerAsync(TestService service, CapturedSpans spans)
    {
        var owner = await service.AccountAsync();
        await owner.PostAsync("/v1/allowlist/rules", """{"rules":[{"value":"203.0.113.0/24","label":"HQ"}]}""");
        owner.DefaultRequestHeaders.Add("traceparent", spans.TraceParent);
        return owner;
    }
}
