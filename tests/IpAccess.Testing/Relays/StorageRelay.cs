using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace IpAccess.Testing.Relays;

/// <summary>
/// Stands between a service and its tables and, when told to, holds back the transactions that commits end with: then all of
/// a commit's pages are written, and nothing refers to them.
/// </summary>
internal sealed class StorageRelay : IAsyncDisposable
{
    private const string TableEndpoint = "TableEndpoint=";
    private readonly WebApplication app;
    private readonly Uri storage;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private TaskCompletionSource arrived = new();
    private TaskCompletionSource gate = new();

    private StorageRelay(WebApplication app, Uri storage)
    {
        (this.app, this.storage) = (app, storage);
        gate.SetResult();
        app.Run(RelayAsync);
    }

    /// <summary>The connection string of the storage, by way of this.</summary>
    public string ConnectionString { get; private set; } = string.Empty;

    public static async Task<StorageRelay> StartAsync(string connectionString)
    {
        var endpoint = connectionString.Split(';').Single(part => part.StartsWith(TableEndpoint, StringComparison.Ordinal))[TableEndpoint.Length..];
        var storage = new Uri(endpoint);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var relay = new StorageRelay(builder.Build(), storage);
        await relay.app.StartAsync();
        relay.ConnectionString = connectionString.Replace(endpoint, relay.app.Urls.Single() + storage.AbsolutePath, StringComparison.Ordinal);
        return relay;
    }

    /// <summary>Holds back all commits from now on.</summary>
    /// <returns>Completes when one has arrived.</returns>
    public Task HoldCommits()
    {
        (arrived, gate) = (new(), new());
        return arrived.Task;
    }

    /// <summary>Lets go those whose sender is still there, and all others from now on.</summary>
    public void Release() => gate.SetResult();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
    }

    private async Task RelayAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (context.Request.Method == HttpMethods.Post && Encoding.UTF8.GetString(body.ToArray()).Contains("RowKey='head'", StringComparison.Ordinal))
        {
            arrived.TrySetResult();
            await gate.Task.WaitAsync(context.RequestAborted);
        }

        using var request = RequestFor(context, body.ToArray());
        using var response = await client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Transfer-Encoding"))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private HttpRequestMessage RequestFor(HttpContext context, byte[] body)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var request = new HttpRequestMessage(new(context.Request.Method), new Uri(storage.GetLeftPart(UriPartial.Authority) + target));
        request.Content = body.Length > 0 ? new ByteArrayContent(body) : null;
        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not ("Host" or "Connection" or "Transfer-Encoding")))
        {
            _ = request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)
                || request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) == true;
        }

        return request;
    }
}
