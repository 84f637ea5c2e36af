using System.Text.RegularExpressions;
using IpAccess.Attempts;
using IpAccess.Testing;
using IpAccess.Testing.Attempts;

namespace IpAccess.Tests.Attempts;

public sealed partial class MessageSchemaTests
{
    private const string Least = """{"v":1,"id":"m1","account":"acme","attempts":[{"ip":"203.0.113.7","at":"2026-11-22T12:00:00Z"}]}""";

    [Fact]
    public async Task The_example_of_a_message_is_valid() => Assert.Null(await MessageSchema.FaultOfAsync(
        """
        {"v":1,"id":"01JD2Q9ZK3","account":"acme","attempts":[{"ip":"203.0.113.7","at":"2026-11-22T12:00:00Z","surface":"smtp",
         "method":"password","credential":"k1","user_agent":"…","path":"…","allowed":false}]}
        """));

    [Fact]
    public async Task The_examples_of_the_documents_are_valid()
    {
        var examples = Example.Matches(await File.ReadAllTextAsync(Repository.PathOf("docs/attempts.md")));

        Assert.NotEmpty(examples);
        foreach (Match example in examples)
        {
            Assert.Null(await MessageSchema.FaultOfAsync(example.Groups["message"].Value));
        }
    }

    [Theory]
    [InlineData("""{"ip":"2001:db8::1","at":"2026-11-22T12:00:00+05:30"}""")]
    [InlineData("""{"ip":"::","at":"2026-11-22T12:00:00.123456789-14:00"}""")]
    [InlineData("""{"ip":"203.0.113.7","at":"2024-02-29T23:59:59Z","surface":null,"method":null,"credential":null,"user_agent":null,"path":null}""")]
    [InlineData("""{"ip":"203.0.113.7","at":"2026-11-22T12:00:00Z","allowed":true,"count":1000000,"first_at":"2026-11-22T11:00:00Z","rule_id":9007199254740991}""")]
    [InlineData("""{"ip":"203.0.113.7","at":"2026-11-22T12:00:00Z","count":1,"first_at":null,"rule_id":null,"user_agent":"","path":"\u0000"}""")]
    public async Task Every_member_of_an_attempt_may_have_what_the_API_says(string attempt) =>
        Assert.Null(await MessageSchema.FaultOfAsync(With(attempt)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData(Least + " {}")]
    [InlineData("// a comment\n" + Least)]
    public async Task A_text_that_is_not_one_JSON_object_is_refused(string text) => Assert.False(await MessageSchema.AcceptsAsync(text));

    [Theory]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("\"v\":1", "\"v\":\"1\"")]
    [InlineData("\"v\":1", "\"v\":null")]
    [InlineData("\"v\":1,", "")]
    [InlineData("\"v\":1", "\"v\":1,\"v\":1")]
    [InlineData("\"v\":1", "\"v\":1,\"version\":1")]
    [InlineData("\"id\":\"m1\",", "")]
    [InlineData("m1", "")]
    [InlineData("m1", "m 1")]
    [InlineData("m1", "m1\\n")]
    [InlineData("m1", "é")]
    [InlineData("m1", "12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("\"m1\"", "1")]
    [InlineData("\"m1\"", "null")]
    [InlineData(",\"account\":\"acme\"", "")]
    [InlineData("acme", "")]
    [InlineData("acme", "Acme")]
    [InlineData("acme", "1acme")]
    [InlineData("acme", "a_cme")]
    [InlineData("acme", "acme\\n")]
    [InlineData("acme", "a234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("[{", "[],\"attempts\":[{")]
    [InlineData("[{", "[null,{")]
    [InlineData("[{", "[\"203.0.113.7\",{")]
    public async Task A_message_that_is_bad_in_one_place_is_refused(string good, string bad)
    {
        Assert.Contains(good, Least, StringComparison.Ordinal);
        Assert.False(await MessageSchema.AcceptsAsync(Least.Replace(good, bad, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"ip":"203.0.113.7"}""")]
    [InlineData("""{"at":"2026-11-22T12:00:00Z"}""")]
    [InlineData("""{"ip":null,"at":"2026-11-22T12:00:00Z"}""")]
    [InlineData("""{"ip":"","at":"2026-11-22T12:00:00Z"}""")]
    [InlineData("""{"ip":"203.0.113.7","at":"2026-11-22T12:00:00Z","IP":"203.0.113.7"}""")]
    [InlineData("""{"ip":"203.0.113.7","at":"2026-11-22T12:00:00Z","location":"Austria"}""")]
    public async Task An_attempt_with_too_little_or_too_much_is_refused(string attempt) =>
        Assert.False(await MessageSchema.AcceptsAsync(With(attempt)));

    [Theory]
    [InlineData("null")]
    [InlineData("1795348800")]
    [InlineData("\"\"")]
    [InlineData("\"2026-11-22\"")]
    [InlineData("\"2026-11-22T12:00:00\"")]
    [InlineData("\"2026-11-22 12:00:00Z\"")]
    [InlineData("\"2026-11-22T12:00Z\"")]
    [InlineData("\"2026-11-22T12:00:00Z\\n\"")]
    [InlineData("\"2026-11-22T12:00:00.Z\"")]
    [InlineData("\"2026-11-22T24:00:00Z\"")]
    [InlineData("\"2026-11-22T12:00:60Z\"")]
    [InlineData("\"2026-13-01T12:00:00Z\"")]
    [InlineData("\"2026-00-01T12:00:00Z\"")]
    [InlineData("\"2026-12-32T12:00:00Z\"")]
    [InlineData("\"2026-11-22T12:00:00+0100\"")]
    [InlineData("\"2026-11-22T12:00:00+14:30\"")]
    [InlineData("\"٢٠٢٦-11-22T12:00:00Z\"")]
    public async Task A_time_that_is_none_is_refused(string time)
    {
        Assert.False(await MessageSchema.AcceptsAsync(With($$"""{"ip":"203.0.113.7","at":{{time}}}""")));
        Assert.Equal(time == "null", await MessageSchema.AcceptsAsync(With(Attempt($"\"first_at\":{time}"))));
    }

    [Theory]
    [InlineData("\"surface\":\"\"")]
    [InlineData("\"surface\":\"web mail\"")]
    [InlineData("\"surface\":1")]
    [InlineData("\"method\":\"api/key\"")]
    [InlineData("\"method\":\"api_key\\n\"")]
    [InlineData("\"method\":[\"api_key\"]")]
    [InlineData("\"credential\":1")]
    [InlineData("\"user_agent\":{}")]
    [InlineData("\"path\":false")]
    [InlineData("\"allowed\":\"true\"")]
    [InlineData("\"allowed\":1")]
    [InlineData("\"count\":0")]
    [InlineData("\"count\":-1")]
    [InlineData("\"count\":1000001")]
    [InlineData("\"count\":1.5")]
    [InlineData("\"count\":\"1\"")]
    [InlineData("\"rule_id\":0")]
    [InlineData("\"rule_id\":\"17\"")]
    [InlineData("\"rule_id\":1.5")]
    public async Task A_member_with_a_bad_value_is_refused(string member) => Assert.False(await MessageSchema.AcceptsAsync(With(Attempt(member))));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public async Task A_message_has_1_to_30_attempts(int count, bool valid) =>
        Assert.Equal(valid, await MessageSchema.AcceptsAsync(With([.. Enumerable.Repeat(Attempt("\"allowed\":true"), count)])));

    [Fact]
    public async Task Long_texts_are_truncated_and_not_refused() =>
        Assert.Null(await MessageSchema.FaultOfAsync(With(Attempt($"\"user_agent\":\"{new string('x', 40_000)}\""))));

    [GeneratedRegex(@"^```json\n(?<message>\{""v"":(?:.|\n)*?)^```$", RegexOptions.Multiline)]
    private static partial Regex Example { get; }

    private static string Attempt(string member) => $$"""{"ip":"203.0.113.7","at":"2026-11-22T12:00:00Z",{{member}}}""";

    private static string With(params string[] attempts) => $$"""{"v":1,"id":"m1","account":"acme","attempts":[{{string.Join(',', attempts)}}]}""";
}
