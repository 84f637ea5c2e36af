// An app that only those reach whom the list lets in:
//
//   IpAccess__Service=http://127.0.0.1:7071 IpAccess__Key=ipa_... dotnet run --urls http://127.0.0.1:8080
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddIpAccess(options => options.Surface = "sample");
builder.Services.AddHealthChecks().AddIpAccess();

var app = builder.Build();
app.UseIpAccess();
app.MapGet("/", () => "You are on the list.");
app.MapGet("/admin", () => "You are on the list of the surface admin.").RequireIpAccess("admin");
app.MapHealthChecks("/health").ExemptFromIpAccess();
app.Run();
