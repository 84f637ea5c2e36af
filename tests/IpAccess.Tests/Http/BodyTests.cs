using System.Net;
using System.Text;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Http;

/// <summary>Bodies of the wrong type, encoding or size; nothing is written.</summary>
public sealed class BodyTests
{
    private const int Small = 1024 * 1024;
    private const int Large = 16 * Small;
    private const string Rules = TestAccount.Rules;

    public static TheoryData<string, string, string, int> Sizes => new()
    {
        { "POST", Rules, """{"rules":[{"value":"10.0.0.1"}]}""", Large },
        { "PUT", Rules, """{"rules":[{"value":"203.0.113.9"}]}""", Large },
        { "POST", Rules + "/delete", """{"ids":[7]}""", Small },
        { "PATCH", Rules + "/1", """{"label":"x"}""", Small },
        { "PATCH", TestAccount.Settings, """{"on_failure":"allow"}""", Small },
        { "POST", "/v1/check", """{"ip":"10.0.0.1"}""", Small },
        { "POST", "/v1/keys", """{"role":"viewer"}""", Small },
    };

    [Theory]
    [InlineData("application/json", 201)]
    [InlineData("APPLICATION/JSON", 201)]
    [InlineData("application/json; charset=utf-8", 201)]
    [InlineData("application/json;charset=\"UTF-8\"", 201)]
    [InlineData("application/json; charset=utf8", 201)]
    [InlineData("application/json; charset=US-ASCII", 201)]
    [InlineData("application/json; charset=utf-8-sig", 415)]
    [InlineData("application/json; charset=\"\"", 415)]
    [InlineData("application/json; charset=iso-8859-1", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/merge-patch+json", 415)]
    [InlineData("application/problem+json", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("text/csv", 400)]
    [InlineData("text/tab-separated-values", 415)]
    [InlineData("text/html", 415)]
    [InlineData("json", 415)]
    [InlineData("application/json, text/plain", 415)]
    [InlineData("", 415)]
    public async Task Only_json_text_and_csv_in_utf8_are_read(string type, int status)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync("POST", Rules, """{"rules":[{"value":"10.0.0.1"}]}""", type);

        reply.Is(status);
        Assert.Equal(status == 201 ? 4 : 3, await account.VersionAsync());
        _ = status == 415 ? reply.IsProblem(415, "unsupported-media-type") : reply;
    }

    [Theory]
    [InlineData("text/plain", 201)]
    [InlineData("text/plain; charset=utf-8", 201)]
    [InlineData("text/plain; charset=us-ascii", 201)]
    [InlineData("text/plain; charset=UTF8", 201)]
    [InlineData("text/plain; charset=windows-1252", 415)]
    [InlineData("text/plain; format=flowed", 201)]
    public async Task A_paste_is_plain_text_in_utf8(string type, int status)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        (await account.Owner.CallAsync("POST", Rules, "10.0.0.1", type)).Is(status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("x, y")]
    public async Task A_body_with_a_content_encoding_is_refused(string encoding)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync("POST", Rules, "10.0.0.1", "text/plain", ("Content-Encoding", encoding));

        reply.IsProblem(415, "unsupported-media-type");
        Assert.Equal(3, await account.VersionAsync());
    }

    [Fact]
    public async Task A_write_without_a_body_is_refused()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        (await account.Owner.CallAsync("POST", Rules)).IsProblem(415, "unsupported-media-type");
        (await account.Owner.CallAsync("PATCH", TestAccount.Settings)).IsProblem(415, "unsupported-media-type");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_body_is_read_up_to_its_limit_and_not_one_byte_more(string method, string path, string body, int limit)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        foreach (var isChunked in (bool[])[false, true])
        {
            var over = await SendAsync(account, method, path, body.PadRight(limit + 1), isChunked);
            over.IsProblem(413, "body-too-large");
            Assert.Equal(3, await account.VersionAsync());
        }

        Assert.InRange((await SendAsync(account, method, path, body.PadRight(limit), isChunked: false)).Status, 200, 201);
        Assert.InRange((await SendAsync(account, method, path, body.PadRight(limit), isChunked: true)).Status, 200, 201);
    }

    [Fact]
    public async Task A_paste_has_the_limit_of_the_bulk_routes()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        (await account.Owner.CallAsync("POST", Rules, "10.0.0.1".PadRight(Large + 1), "text/plain")).IsProblem(413, "body-too-large");
        (await account.Owner.CallAsync("POST", Rules, "10.0.0.1".PadRight(Large), "text/plain")).Is(201);
    }

    private static async Task<Reply> SendAsync(TestAccount account, string method, string path, string body, bool isChunked)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = new TextContent(body, isChunked) };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await account.Owner.SendAsync(request);
        return await Reply.OfAsync(response);
    }

    /// <summary>JSON that tells its length beforehand, or does not.</summary>
    private sealed class TextContent : HttpContent
    {
        private readonly byte[] bytes;
        private readonly bool isChunked;

        public TextContent(string text, bool isChunked)
        {
            (bytes, this.isChunked) = (Encoding.UTF8.GetBytes(text), isChunked);
            Headers.ContentType = new("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes, 0, bytes.Length);

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return !isChunked;
        }
    }
}
