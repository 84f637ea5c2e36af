using IpAccess.AspNetCore.Tests.Scenes;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.AspNetCore.Tests;

public sealed class BlockedAnswerTests
{
    [Theory]
    [InlineData(BlockedShape.IncidentIo, BlockedResponse.IncidentIo, Scene.Unlisted)]
    [InlineData(BlockedShape.SendGrid, BlockedResponse.SendGrid, Scene.Unlisted)]
    [InlineData(BlockedShape.Brevo, BlockedResponse.Brevo, Scene.Unlisted)]
    [InlineData(BlockedShape.Brevo, BlockedResponse.Brevo, "2001:db8::1")]
    [InlineData(BlockedShape.Brevo, BlockedResponse.Brevo, null)]
    public async Task A_blocked_client_is_told_what_the_service_would_tell_it_byte_for_byte(BlockedShape shape, string setting, string? client)
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync(options => options.BlockedResponse = shape);

        var told = await app.GetAsync(client, "/", ("X-Request-Id", "g329NK8-"));

        var (status, body, context) = await OfServiceAsync(setting, client);
        Assert.Equal((status, body), (told.Status, told.Text));
        Assert.Equal(context.Response.ContentType, told.Header("Content-Type"));
        Assert.Equal((string?)context.Response.Headers.WWWAuthenticate, told.Header("WWW-Authenticate"));
        Assert.Equal("g329NK8-", told.Header("X-Request-Id"));
        Assert.Equal("no-store, private", told.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_request_id_that_could_break_the_answer_is_replaced()
    {
        await using var scene = new Scene();
        var app = await scene.StartAsync();

        var told = await app.GetAsync(Scene.Unlisted, "/", ("X-Request-Id", "\",\"x\":\""));

        Assert.Equal(20, told.Json.GetProperty("request_id").GetString()!.Length);
    }

    private static async Task<(int Status, string Body, HttpContext Context)> OfServiceAsync(string setting, string? client)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        using var body = new MemoryStream();
        context.Response.Body = body;
        context.Request.Headers["X-Request-Id"] = "g329NK8-";
        var address = client is not null && NetworkText.TryParseAddress(client, out var known) ? known : default;
        await BlockedResponse.Parse(setting)!.To(context.Request, address).ExecuteAsync(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()), context);
    }
}
