using IpAccess.Testing;

namespace IpAccess.Tests.Authorize;

/// <summary>Whatever a client sends through its proxy, the answer is a yes, a no, or that nobody knows.</summary>
public sealed class AuthorizeFuzzTests
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X-ANY", "get"];

    private static readonly string[] Names =
    [
        "Accept", "Authorization", "Content-Type", "Content-Encoding", "Content-Length", "Expect", "If-Match", "If-None-Match", "If-Modified-Since",
        "Range", "on-behalf-of", "X-Request-Id", "X-Forwarded-For", "X-IpAccess-Client", "X-IpAccess-Key", "Cookie", "Upgrade", "TE", "Via",
        "X-HTTP-Method-Override", "DD-APPLICATION-KEY", "User-Agent", "X-Forwarded-Uri",
    ];

    private static readonly string[] Values =
    [
        "", "*", "x", "\"1\"", "W/\"1\"", "Bearer x", "Basic eDp5", "gzip", "text/html; charset=utf-16", "application/json", "bytes=0-", "100-continue", "-1",
        "99999999999999999999", "203.0.113.7", "192.0.2.1", ",", "ä€", "Thu, 01 Jan 1970 00:00:00 GMT", "websocket", "trailers", "a=b; c", "child",
    ];

    private static readonly string[] Paths =
    [
        "", "/", "/a", "/a/b?c=d", "?ip=x&ip=y", "?limit=0&%zz=%", "/%E0%A4%A", "/%2F%2F", "/ä", "/..;/check", "//v1/keys", "/a%0d%0ab", "/%252e%252e", "?%00",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_other_status_comes_of_any_request(bool isAway)
    {
        var random = new Random(isAway ? 1 : 2);
        await using var scene = await AuthorizeScene.StartAsync();
        await scene.AskAsync(AuthorizeScene.Listed);
        if (isAway)
        {
            scene.Service.Tables.IsAway = true;
            scene.Service.Clock.Advance(TimeSpan.FromSeconds(61));
        }

        var seen = new HashSet<int>();
        for (var i = 0; i < Effort.Of(3_000, 100_000); i++)
        {
            var (method, path) = (random.GetItems(Methods, 1)[0], AuthorizeScene.Path + random.GetItems(Paths, 1)[0]);
            var headers = new List<(string, string)>();
            if (random.Next(8) > 0)
            {
                headers.Add(("X-IpAccess-Key", scene.Key));
            }

            headers.AddRange(Enumerable.Range(0, random.Next(5)).Select(_ => (random.GetItems(Names, 1)[0], random.GetItems(Values, 1)[0])));
            var body = random.Next(3) == 0 ? RandomBody(random) : null;

            var reply = await scene.SendAsync(method, path, body, [.. headers.Where(header => body is not null || !header.Item1.StartsWith("Content", StringComparison.Ordinal))]);

            Assert.True(reply.Status is 200 or 401 or 403 || (isAway && reply.Status == 503), $"{reply.Status} {method} {path} {string.Join(", ", headers)}");
            Assert.True(reply.Status != 200 || reply.Header("X-IpAccess-Decision") == "allow");
            seen.Add(reply.Status);
        }

        Assert.Equal(isAway ? [401, 503] : [200, 401, 403], seen.Order());
    }

    private static byte[] RandomBody(Random random)
    {
        var body = new byte[random.Next(200)];
        random.NextBytes(body);
        return body;
    }
}
