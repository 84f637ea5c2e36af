using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace IpAccess.AspNetCore.Service;

/// <summary>The way to the service: with the key, to its address only, and never where an answer sends us.</summary>
internal sealed class ServiceConnection : IDisposable
{
    /// <summary>How long the service may take to begin an answer, and to go on with it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    // An address of the service that moved is noticed in this time.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);
    private readonly HttpClient client;

    /// <summary>The way that the options name.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes the handler, unless it is the app's.")]
    public ServiceConnection(IOptions<IpAccessOptions> options)
    {
        var own = options.Value.Handler is null ? NewHandler() : null;
        client = new(options.Value.Handler ?? own!, disposeHandler: own is not null)
        {
            BaseAddress = WithSlash(options.Value.Service!),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.Key);
        client.DefaultRequestHeaders.Add("X-IpAccess-Enforcer", options.Value.Name);
    }

    /// <summary>Sends a request, and waits for the headers of its answer.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = Patience,
        PooledConnectionLifetime = ConnectionLifetime,
    };

    private static Uri WithSlash(Uri service) =>
        service.AbsolutePath.EndsWith('/') ? service : new UriBuilder(service) { Path = service.AbsolutePath + "/" }.Uri;
}
