using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions.Tests;

/// <summary>The context of one invocation, as far as the middleware looks at it: only HTTP functions have an HTTP context.</summary>
internal sealed class FakeContext : FunctionContext
{
    // The name under which the worker's ASP.NET Core integration keeps it.
    private const string HttpContextKey = "HttpRequestContext";

    public FakeContext(HttpContext? http, bool isCancelled = false)
    {
        CancellationToken = new(isCancelled);
        if (http is not null)
        {
            Items[HttpContextKey] = http;
        }
    }

    public override string InvocationId => "1";

    public override string FunctionId => "1";

    public override CancellationToken CancellationToken { get; }

    public override TraceContext TraceContext => throw new NotSupportedException();

    public override BindingContext BindingContext => throw new NotSupportedException();

    public override RetryContext RetryContext => throw new NotSupportedException();

    public override IServiceProvider InstanceServices { get; set; } = null!;

    public override FunctionDefinition FunctionDefinition => throw new NotSupportedException();

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features => throw new NotSupportedException();
}
