using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpAccess.IntegrationTests.SelfHost;

/// <summary>
/// The endpoint that gives an app its managed identity's tokens, as App Service and Functions have it:
/// https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference.
/// </summary>
internal sealed class TokenEndpoint : IAsyncDisposable
{
    private const string Secret = "the-header-of-this-app";
    private readonly WebApplication app;

    private TokenEndpoint(WebApplication app) => this.app = app;

    /// <summary>What an app finds in its environment.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Environment =>
        [new("IDENTITY_ENDPOINT", $"{app.Urls.Single()}/msi/token"), new("IDENTITY_HEADER", Secret)];

    /// <summary>What tokens were asked for: the resource, and the client id or nothing.</summary>
    public ConcurrentQueue<(string Resource, string ClientId)> Asked { get; } = [];

    public static async Task<TokenEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var endpoint = new TokenEndpoint(builder.Build());
        endpoint.app.Urls.Add("http://127.0.0.1:0");
        endpoint.app.MapGet("/msi/token", endpoint.Give);
        await endpoint.app.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IResult Give(HttpRequest request)
    {
        if (request.Headers["X-IDENTITY-HEADER"] != Secret)
        {
            return Results.Unauthorized();
        }

        var (resource, clientId) = (request.Query["resource"].ToString(), request.Query["client_id"].ToString());
        Asked.Enqueue((resource, clientId));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return Results.Json(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["access_token"] = TokenFor(resource, now),
            ["expires_on"] = $"{now + 3600}",
            ["resource"] = resource,
            ["token_type"] = "Bearer",
            ["client_id"] = clientId,
        });
    }

    // Azurite looks at the claims, and not at the signature.
    private static string TokenFor(string resource, long now) => string.Join('.', Part(new { alg = "HS256", typ = "JWT" }), Part(new
    {
        aud = resource,
        iss = "https://sts.windows.net/00000000-0000-0000-0000-000000000000/",
        iat = now,
        nbf = now - 60,
        exp = now + 3600,
    }), Part("nobody"));

    private static string Part(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
