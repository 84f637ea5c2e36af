using IpAccess;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace IpAccessFunctions.Tests;

/// <summary>The server within the worker, through which the Functions host sends every request.</summary>
public sealed class WorkerServerTests
{
    [Fact]
    public void It_takes_a_body_of_any_size_so_that_our_own_limits_answer()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.AddIpAccess(HostKind.Functions);
        using var host = builder.Build();

        Assert.Null(host.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBodySize);
    }
}
