using IpAccess;

var builder = WebApplication.CreateBuilder(args);
builder.AddIpAccess();
var app = builder.Build();
app.MapIpAccess();
await app.RunAsync();
