using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace IpAccess.Testing.Relays;

/// <summary>Stands between a service and one part of its storage, the tables or the queues, and does to requests what the test says.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);
    private readonly WebApplication app;
    private readonly Uri storage;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly Door door;
    private volatile Fault fault = Fault.None;
    private int requests;

    private FaultProxy(WebApplication app, Uri storage, Door door)
    {
        (this.app, this.storage, this.door) = (app, storage, door);
        Endpoint = new UriBuilder(storage) { Port = door.Port }.Uri.ToString();
    }

    /// <summary>The endpoint of the part of storage, by way of this.</summary>
    public string Endpoint { get; }

    /// <summary>Which requests meet the fault, of those whose connections are not refused.</summary>
    public Func<HttpRequest, bool> Meets { get; set; } = _ => true;

    /// <summary>How many requests came so far.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <summary>What requests meet from now on.</summary>
    public Fault Fault
    {
        get => fault;
        set
        {
            fault = value;
            door.IsShut = value.Kind == FaultKind.Refuse;
        }
    }

    public static async Task<FaultProxy> StartAsync(Uri storage)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        FaultProxy? proxy = null;
        app.Run(context => proxy!.RelayAsync(context));
        await app.StartAsync();
        proxy = new(app, storage, Door.Open(new Uri(app.Urls.Single()).Port));
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await door.DisposeAsync();
        await app.DisposeAsync();
        client.Dispose();
    }

    private async Task RelayAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var now = Meets(context.Request) ? fault : Fault.None;
        switch (now.Kind)
        {
            case FaultKind.BlackHole:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            case FaultKind.Reset:
                context.Abort();
                return;
            case FaultKind.Odd:
                await AnswerAsync(context.Response, now.Answer!);
                return;
            case FaultKind.Delay:
                await Task.Delay(Late, TimeProvider.System, context.RequestAborted);
                break;
        }

        await ForwardAsync(context, body.ToArray(), now.Kind);
    }

    private static async Task AnswerAsync(HttpResponse response, OddAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.Type;
        if (answer.IsStorages)
        {
            response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString();
            response.Headers["x-ms-version"] = "2019-02-02";
        }

        if (answer.Status == StatusCodes.Status301MovedPermanently)
        {
            response.Headers.Location = "https://storage.invalid/";
        }

        if (answer.Body.Length > 0)
        {
            await response.WriteAsync(answer.Body);
        }
    }

    private async Task ForwardAsync(HttpContext context, byte[] body, FaultKind kind)
    {
        // What has arrived is done, even where its sender gives up meanwhile.
        using var request = RequestFor(context, body);
        using var response = await client.SendAsync(request, CancellationToken.None);
        var content = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (kind == FaultKind.Drop)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (content.Length > 0)
        {
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(kind == FaultKind.Cut ? content.AsMemory(0, content.Length / 2) : content, context.RequestAborted);
        }

        if (kind == FaultKind.Cut)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
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
