using IpAccess;
using IpAccessFunctions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<EscapedExceptions>();
builder.AddIpAccess(HostKind.Functions);
AzureMonitor.AddTo(builder);
await builder.Build().RunAsync();
