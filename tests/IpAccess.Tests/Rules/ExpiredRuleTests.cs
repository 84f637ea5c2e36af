using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.Tests.Rules;

/// <summary>Rules whose time has passed, or will pass for the caller: accepted, with a warning.</summary>
public sealed class ExpiredRuleTests
{
    private const string Rules = TestAccount.Rules;
    private const string Past = "2026-11-22T11:59:59Z";

    [Theory]
    [InlineData("POST", "application/json", $$"""{"rules":[{"value":"203.0.113.9"},{"value":"10.0.0.1","expires_at":"{{Past}}"}]}""", 201)]
    [InlineData("POST", "text/csv", $"value,expires_at\n203.0.113.9,\n10.0.0.1,{Past}\n", 201)]
    [InlineData("PUT", "application/json", $$"""{"rules":[{"value":"203.0.113.9"},{"value":"10.0.0.1","expires_at":"{{Past}}"}]}""", 200)]
    [InlineData("PUT", "text/csv", $"value,expires_at\n203.0.113.9,\n10.0.0.1,{Past}\n", 200)]
    public async Task A_rule_that_is_expired_already_is_accepted_with_a_warning(string method, string type, string body, int status)
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.Owner.CallAsync(method, Rules, body, type, ("If-Match", "*"));

        Assert.Equal(["expired: The rule for 10.0.0.1/32 has expired already, at 2026-11-22T11:59:59Z: it lets nobody in."], Warnings(reply.Is(status)));
        Assert.Equal(["10.0.0.1/32", "203.0.113.9/32"], await account.NetworksAsync());
    }

    [Fact]
    public async Task A_patch_that_lets_a_rule_expire_now_or_later_warns()
    {
        await using var account = await TestAccount.StartAsync();
        await account.PasteAsync("203.0.113.9 10.0.0.1");

        var past = await account.PatchAsync(Rules + "/2", $$"""{"expires_at":"{{Past}}"}""");
        var later = await account.PatchAsync(Rules + "/1", """{"expires_at":"2026-11-22T13:00:00Z"}""");
        var never = await account.PatchAsync(Rules + "/1", """{"expires_at":null}""");

        Assert.Equal(["expired"], Warnings(past).Select(warning => warning.Split(':')[0]));
        Assert.Equal(["expires_on_you"], Warnings(later).Select(warning => warning.Split(':')[0]));
        Assert.Empty(Warnings(never));
    }

    [Fact]
    public async Task Many_expired_rules_are_one_warning_beside_that_for_the_caller()
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await account.PostAsync(Rules, $$"""
            {"rules":[{"value":"203.0.113.9","expires_at":"2026-11-22T12:00:01Z"},{"value":"10.0.0.2","expires_at":"{{Past}}"},{"value":"10.0.0.1","expires_at":"2026-11-22T12:00:00Z"}]}
            """);

        var warnings = Warnings(reply.Is(201)).ToList();
        Assert.StartsWith("expires_on_you: ", warnings[0], StringComparison.Ordinal);
        Assert.Equal("expired: 2 rules have expired already, the first of them that for 10.0.0.2/32: they let nobody in.", Assert.Single(warnings.Skip(1)));
    }

    private static IEnumerable<string> Warnings(Reply reply) => reply.Json.TryGetProperty("warnings", out var warnings)
        ? warnings.EnumerateArray().Select(warning => $"{warning.GetProperty("code")}: {warning.GetProperty("message")}")
        : [];
}
