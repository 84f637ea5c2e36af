using System.Collections.Concurrent;
using System.Net;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using IpAccess.Allowlists;
using IpAccess.Health;
using IpAccess.Storage.Clients;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Health;

/// <summary>How the refusals of Azure Storage, in the shapes that its documentation gives, come through the SDKs.</summary>
public sealed class RefusedByAzureTests
{
    private const string Storage = "UseDevelopmentStorage=true";

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch", "lacks the role Storage {0} Data Contributor on")]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationFailure", "lacks the role Storage {0} Data Contributor, or")]
    [InlineData(HttpStatusCode.Forbidden, "AuthenticationFailed", "do not answer")]
    [InlineData(HttpStatusCode.NotFound, "{0}NotFound", "are missing")]
    public async Task A_refusal_is_told_as_what_it_is(HttpStatusCode status, string code, string told)
    {
        using var handler = new Refusal(status, code);
        using var transport = new HttpClientTransport(handler);
        var tables = new AzureTables(options => new TableServiceClient(Storage, With(options, transport)));
        var queues = new AzureQueues(options => new QueueServiceClient(Storage, With(options, transport)));
        var lines = new ConcurrentQueue<string>();

        var failing = await new Readiness(tables, queues, TimeProvider.System, new LineLogger<Readiness>(lines)).FailingAsync(CancellationToken.None);

        Assert.Equal(["tables", "queues"], failing);
        Assert.Contains(lines, line => line.Contains("the tables", StringComparison.Ordinal) && line.Contains(Of("Table", told), StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("the queues", StringComparison.Ordinal) && line.Contains(Of("Queue", told), StringComparison.Ordinal));
    }

    private static string Of(string part, string text) => text.Replace("{0}", part, StringComparison.Ordinal);

    private static T With<T>(T options, HttpPipelineTransport transport)
        where T : Azure.Core.ClientOptions
    {
        options.Transport = transport;
        return options;
    }

    // https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2: tables answer in JSON, queues in XML.
    private sealed class Refusal(HttpStatusCode status, string code) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(request.RequestUri!.Port == 10002 ? Table() : Queue());

        private HttpResponseMessage Table() => new(status)
        {
            Headers = { { "x-ms-request-id", "1" } },
            Content = new StringContent(
                For("Table", """{"odata.error":{"code":"CODE","message":{"lang":"en-US","value":"Refused.\nRequestId:1\nTime:2"}}}"""),
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
        };

        private HttpResponseMessage Queue() => new(status)
        {
            Headers = { { "x-ms-request-id", "1" }, { "x-ms-error-code", For("Queue", "CODE") } },
            Content = new StringContent(
                For("Queue", """<?xml version="1.0" encoding="utf-8"?><Error><Code>CODE</Code><Message>Refused.</Message></Error>"""),
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/xml")),
        };

        private string For(string part, string answer) => answer.Replace("CODE", Of(part, code), StringComparison.Ordinal);
    }
}
