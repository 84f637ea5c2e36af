using System.Net;
using IpAccess.Keys;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Http;

public sealed class CredentialTests
{
    private const string Header = "X-IpAccess-Key";

    [Fact]
    public async Task Whatever_is_wrong_with_a_key_the_answer_is_one_and_the_same()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var good = owner.DefaultRequestHeaders.Authorization!.Parameter!;
        var revoked = await owner.PostAsync("/v1/keys", new { role = "viewer" });
        var expired = await owner.PostAsync("/v1/keys", new { role = "viewer", expires_at = "2026-11-22T12:00:01Z" });
        await owner.DeleteAsync($"/v1/keys/{revoked.GetProperty("id")}", HttpStatusCode.NoContent);
        service.Clock.Advance(TimeSpan.FromSeconds(1));

        var answers = new List<string>
        {
            await RefusedAsync(service),
            await RefusedAsync(service, ("Authorization", "Bearer")),
            await RefusedAsync(service, ("Authorization", $"Basic {good}")),
            await RefusedAsync(service, ("Authorization", $"Bearer {good[..^1]}")),
            await RefusedAsync(service, ("Authorization", $"Bearer {KeyText.New(KeyText.NewId())}")),
            await RefusedAsync(service, ("Authorization", $"Bearer {KeyText.New(KeyText.IdOf(good)!)}")),
            await RefusedAsync(service, ("Authorization", $"Bearer {revoked.GetProperty("secret")}")),
            await RefusedAsync(service, ("Authorization", $"Bearer {expired.GetProperty("secret")}")),
            await RefusedAsync(service, (Header, good), (Header, good)),
            await RefusedAsync(service, ("Authorization", $"Bearer {good}"), ("Authorization", $"Bearer {good}")),
            await RefusedAsync(service, (Header, string.Empty)),
            await RefusedAsync(service, (Header, "wrong"), ("Authorization", $"Bearer {good}")),
        };

        Assert.Single(answers.Distinct());
        Assert.Contains("urn:ipaccess:problem:unauthorized", answers[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "bearer ")]
    [InlineData(Header, "")]
    public async Task A_key_may_come_in_either_header(string header, string before)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var key = owner.DefaultRequestHeaders.Authorization!.Parameter!;

        using var response = await AskAsync(service, (header, before + key));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_header_of_our_own_wins_over_Authorization()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        var key = owner.DefaultRequestHeaders.Authorization!.Parameter!;

        using var response = await AskAsync(service, (Header, key), ("Authorization", "Basic ZW5kOmNsaWVudA=="));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Operation.OfAccounts), MemberType = typeof(Operation))]
    [MemberData(nameof(Operation.OfTheOperator), MemberType = typeof(Operation))]
    public async Task Without_a_key_every_operation_is_401(string name)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        using var request = Operation.Of(name).ToRequest();
        using var response = await client.SendAsync(request);

        var problem = await TestService.ReadAsync(response, HttpStatusCode.Unauthorized);

        Assert.NotEmpty(Told.Text(Operation.Of(name).Route, "unauthorized", problem));
        string[] schemes = name == "ExportNetworks" ? ["Basic", "Bearer"] : ["Bearer"];
        Assert.Equal(schemes, response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    private static async Task<string> RefusedAsync(TestService service, params (string Name, string Value)[] headers)
    {
        using var response = await AskAsync(service, headers);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        return response.Content.Headers.ContentType + await response.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> AskAsync(TestService service, params (string Name, string Value)[] headers)
    {
        using var client = service.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/allowlist");
        request.Headers.Add("X-Request-Id", "one");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }
}
