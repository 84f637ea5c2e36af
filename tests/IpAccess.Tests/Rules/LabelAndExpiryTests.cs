using System.Text;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Rules;

/// <summary>What a label and an expiry may be.</summary>
public sealed class LabelAndExpiryTests
{
    private const string Rules = TestAccount.Rules;

    [Theory]
    [InlineData("a", 100, true)]
    [InlineData("a", 101, false)]
    [InlineData("😀", 100, true)]
    [InlineData("😀", 101, false)]
    [InlineData("ä", 100, true)]
    public async Task A_label_has_at_most_100_code_points(string character, int count, bool isAccepted)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var label = new StringBuilder().Insert(0, character, count).ToString();

        var added = await account.PostAsync(Rules, new { rules = new[] { new { value = "10.0.0.1", label } } });
        var patched = await account.Owner.CallAsync("PATCH", Rules + "/1", new { label });

        added.Is(isAccepted ? 201 : 400);
        patched.Is(isAccepted ? 200 : 400);
        Assert.Equal(isAccepted ? label : null, (await account.RulesAsync())[^1].GetProperty("label").GetString());
        Assert.True(isAccepted || added.Faults()[0].StartsWith("/rules/0/label too_long", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_value_is_never_cut_between_the_halves_of_a_character()
    {
        await using var account = await TestAccount.StartAsync();
        var label = "a" + string.Concat(Enumerable.Repeat("😀", 100));

        var reply = await account.PostAsync(Rules, new { rules = new[] { new { value = "10.0.0.1", label } } });

        Assert.DoesNotContain('\ufffd', reply.Is(400).Text);
        Assert.StartsWith("/rules/0/label too_long a😀", reply.Faults()[0], StringComparison.Ordinal);
        Assert.EndsWith("😀…", reply.Faults()[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\u0000")]
    [InlineData("\\n")]
    [InlineData("\\t")]
    [InlineData("\\u007f")]
    [InlineData("\\u0085")]
    [InlineData("\\u2028")]
    [InlineData("\\u200e")]
    [InlineData("\\u202e")]
    [InlineData("\\u2066")]
    [InlineData("\\u2069")]
    [InlineData("\\u061c")]
    public async Task A_label_has_no_control_and_no_bidi_characters(string escape)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var added = await account.PostAsync(Rules, $$"""{"rules":[{"value":"10.0.0.1","label":"a{{escape}}b"}]}""");
        var patched = await account.Owner.CallAsync("PATCH", Rules + "/1", $$"""{"label":"{{escape}}"}""");

        Assert.StartsWith("/rules/0/label forbidden_character", Assert.Single(added.IsProblem(400, "invalid-request").Faults()), StringComparison.Ordinal);
        Assert.StartsWith("/label forbidden_character", Assert.Single(patched.IsProblem(400, "invalid-request").Faults()), StringComparison.Ordinal);
        Assert.Equal(3, await account.VersionAsync());
    }

    [Theory]
    [InlineData("2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z")]
    [InlineData("2030-01-01T00:00:00.5Z", "2030-01-01T00:00:00Z")]
    [InlineData("2030-01-01T00:00:00.123456789Z", "2030-01-01T00:00:00Z")]
    [InlineData("2030-01-01T01:30:00+01:30", "2030-01-01T00:00:00Z")]
    [InlineData("2029-12-31T16:00:00-08:00", "2030-01-01T00:00:00Z")]
    [InlineData("2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z")]
    [InlineData("2030-01-01T00:00:00", null)]
    [InlineData("2030-01-01 00:00:00Z", null)]
    [InlineData("2030-01-01T00:00Z", null)]
    [InlineData("2030-01-01", null)]
    [InlineData("2030-02-30T00:00:00Z", null)]
    [InlineData("2030-01-01T24:00:00Z", null)]
    [InlineData("2030-01-01T00:00:60Z", null)]
    [InlineData("2030-01-01T00:00:00.Z", null)]
    [InlineData("2030-01-01T00:00:00,5Z", null)]
    [InlineData("2030-01-01T00:00:00+0100", null)]
    [InlineData("2030-01-01T00:00:00+01", null)]
    [InlineData("2030-01-01T00:00:00Z ", null)]
    [InlineData(" 2030-01-01T00:00:00Z", null)]
    [InlineData("+2030-01-01T00:00:00Z", null)]
    [InlineData("1893456000", null)]
    [InlineData("", null)]
    [InlineData("0001-01-01T00:00:00+01:00", null)]
    [InlineData("9999-12-31T23:59:59-01:00", null)]
    public async Task A_time_is_rfc_3339_with_seconds_and_offset(string text, string? expected)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.PostAsync(Rules, $$"""{"rules":[{"value":"10.0.0.1","expires_at":"{{text}}"}]}""");

        if (expected is null)
        {
            Assert.Equal([$"/rules/0/expires_at not_a_time {text}".TrimEnd()], reply.IsProblem(400, "invalid-request").Faults());
        }
        else
        {
            Assert.Equal(expected, reply.Is(201).Json.GetProperty("rules")[0].GetProperty("expires_at").GetString());
            Assert.Equal(expected, (await account.RulesAsync())[0].GetProperty("expires_at").GetString());
        }
    }
}
