using System.Net;
using System.Security.Cryptography;
using System.Text;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.Options;

namespace IpAccess.Tests.Http;

public sealed class OperatorKeyTests
{
    private const string Setting = "IpAccess:OperatorKeySha256";
    private const string Second = "the second operator key, with blanks: 2026";

    [Fact]
    public async Task While_the_key_is_rotated_two_of_them_work()
    {
        await using var service = await TestService.StartAsync((Setting, $"{Hash(TestService.OperatorKey)}, {Hash(Second).ToUpperInvariant()}"));

        await CallAsync(service, TestService.OperatorKey, HttpStatusCode.OK);
        await CallAsync(service, Second, HttpStatusCode.OK);
        await CallAsync(service, Second + "x", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_key_may_come_in_the_header_of_our_own()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        client.DefaultRequestHeaders.Add("X-IpAccess-Key", TestService.OperatorKey);

        await client.ReadAsync("/v1/accounts");
    }

    [Theory]
    [InlineData(31, HttpStatusCode.Unauthorized)]
    [InlineData(32, HttpStatusCode.OK)]
    public async Task A_key_under_32_characters_is_none(int length, HttpStatusCode status)
    {
        var key = new string('k', length);
        await using var service = await TestService.StartAsync((Setting, Hash(key)));

        await CallAsync(service, key, status);
    }

    [Fact]
    public async Task Without_the_setting_there_is_no_operator()
    {
        await using var service = await TestService.StartAsync((Setting, string.Empty));

        await CallAsync(service, TestService.OperatorKey, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg")]
    public async Task A_setting_that_is_no_hash_stops_the_start(string setting) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync((Setting, setting)));

    [Fact]
    public async Task Three_hashes_stop_the_start() =>
        await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestService.StartAsync((Setting, string.Join(',', Enumerable.Repeat(Hash(Second), 3)))));

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static async Task CallAsync(TestService service, string key, HttpStatusCode status)
    {
        using var client = service.Client(key);
        await client.ReadAsync("/v1/accounts", status);
    }
}
