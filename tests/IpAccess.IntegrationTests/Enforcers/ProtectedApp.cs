using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>The app behind a proxy: it keeps what reaches it, and answers with the status that a query of digits names, else 200.</summary>
internal sealed class ProtectedApp : IAsyncDisposable
{
    /// <summary>What it says.</summary>
    public const string Words = "the app";

    private readonly WebApplication app;

    private ProtectedApp(WebApplication app) => this.app = app;

    /// <summary>Its address.</summary>
    public Uri Address => new(app.Urls.Single());

    /// <summary>What reached it, and was not looked at yet.</summary>
    public ConcurrentQueue<ArrivedRequest> Arrived { get; } = [];

    public static async Task<ProtectedApp> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var protectedApp = new ProtectedApp(builder.Build());
        protectedApp.app.Run(protectedApp.AnswerAsync);
        await protectedApp.app.StartAsync();
        return protectedApp;
    }

    /// <summary>The one request that reached it since the last look.</summary>
    public ArrivedRequest TakeOne()
    {
        Assert.True(Arrived.TryDequeue(out var arrived), "Nothing reached the app.");
        Assert.Empty(Arrived);
        return arrived;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Arrived.Enqueue(new(context.Request.Method, target, new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)), body));
        context.Response.StatusCode = int.TryParse(context.Request.QueryString.Value?.TrimStart('?'), CultureInfo.InvariantCulture, out var status) ? status : StatusCodes.Status200OK;
        context.Response.ContentLength = Words.Length;
        await context.Response.WriteAsync(Words, context.RequestAborted);
    }
}
