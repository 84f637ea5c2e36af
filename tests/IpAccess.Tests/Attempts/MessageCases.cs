using System.Globalization;
using System.Text;
using IpAccess.Allowlists.Versions;
using IpAccess.Decisions;

namespace IpAccess.Tests.Attempts;

/// <summary>Messages that can never be valid, by name, with the start of the reason that each must have.</summary>
internal static class MessageCases
{
    private const string Head = "\"v\":1,\"id\":\"m1\",\"account\":\"acme\"";
    private const string Ip = "\"ip\":\"203.0.113.7\"";
    private const string At = "\"at\":\"2026-11-22T12:00:00Z\"";

    /// <summary>A message that is valid.</summary>
    public static string Good { get; } = Entry(string.Empty);

    public static IReadOnlyDictionary<string, (string Text, string Reason)> All { get; } = new Dictionary<string, (string Text, string Reason)>(
        [.. Texts(), .. Heads(), .. Entries(), .. HalfPairs()]);

    /// <summary>A message with one attempt that has these members too, written with a comma before them.</summary>
    public static string Entry(string members) => Message($"{{{Ip},{At}{members}}}");

    /// <summary>A valid message of this many bytes.</summary>
    public static string OfBytes(int bytes) => Entry($",\"path\":\"{new('x', bytes - Entry(",\"path\":\"\"").Length)}\"");

    public static string Base64(string text, bool breaks = false) => Base64(Encoding.UTF8.GetBytes(text), breaks);

    private static string Base64(byte[] bytes, bool breaks = false) =>
        Convert.ToBase64String(bytes, breaks ? Base64FormattingOptions.InsertLineBreaks : Base64FormattingOptions.None);

    private static string Message(string attempts, string head = Head) => $"{{{head},\"attempts\":[{attempts}]}}";

    private static IEnumerable<KeyValuePair<string, (string Text, string Reason)>> Texts() =>
    [
        Case("nothing", string.Empty, "not_base64: "),
        Case("white space", " \r\n\t ", "not_base64: "),
        Case("words", "not a message!", "not_base64: "),
        Case("a list", "[]", "not_base64: "),
        Case("a text", $"\"{Base64("{}")}\"", "not_base64: "),
        Case("two BOMs before it", $"\ufeff\ufeff{Good}", "not_base64: "),
        Case("Base64 without its end", Base64("{}").TrimEnd('='), "not_base64: "),
        Case("Base64 for URLs", "eyJ2Ijox-_8=", "not_base64: "),
        Case("a number that could be Base64", "1234", "not_utf8: "),
        Case("Base64 of garbage", Base64([0xff, 0xfe, 0x00]), "not_utf8: "),
        Case("Base64 of half a character", Base64([.. Encoding.UTF8.GetBytes(Good), 0xc3]), "not_utf8: "),
        Case("Base64 of UTF-16", Base64(Encoding.Unicode.GetBytes(Good)), "not_json at 1:2: "),
        Case("Base64 of words", Base64("hello"), "not_json at 1:1: "),
        Case("Base64 of Base64", Base64(Base64(Good)), "not_json at 1:1: "),
        Case("Base64 of two BOMs and JSON", Base64($"\ufeff\ufeff{Good}"), "not_json at 1:1: "),
        Case("Base64 of a list", Base64("[]"), "wrong_type: "),
        Case("Base64 of null", Base64("null"), "wrong_type: "),
        Case("half an object", Good[..^1], "not_json at "),
        Case("trailing text", Good + "x", "not_json at "),
        Case("two messages", Good + Good, "not_json at "),
        Case("a comment", "{/* */" + Good[1..], "not_json at 1:2: "),
        Case("a trailing comma", Good[..^1] + ",}", "not_json at "),
        Case("single quotes", Good.Replace('"', '\''), "not_json at 1:2: "),
        Case("a raw NUL", Entry(",\"path\":\"\0\""), "not_json at "),
        Case("a raw line break", Entry(",\"path\":\"\n\""), "not_json at "),
        Case("a depth of 1000", $"{{{Head},\"attempts\":{new('[', 1000)}{new(']', 1000)}}}", "not_json at "),
        Case("a depth of 1000 as objects", Entry($",\"path\":{string.Concat(Enumerable.Repeat("{\"a\":", 1000))}1{new('}', 1000)}"), "not_json at "),
        Case("one byte too many", OfBytes((48 * 1024) + 1), "too_long: "),
        Case("white space too much", Good + new string(' ', (48 * 1024) + 1 - Good.Length), "too_long: "),
        Case("bytes too many, though not characters", Entry($",\"path\":\"{new('漢', 17_000)}\""), "too_long: "),
    ];

    private static IEnumerable<KeyValuePair<string, (string Text, string Reason)>> Heads() =>
    [
        Case("nothing in it", "{}", "missing_member at /v: "),
        .. HeadCases("v", "2 out_of_range", "0 out_of_range", "1.5 out_of_range", "\"1\" wrong_type", "null wrong_type", "true wrong_type"),
        .. HeadCases("id", "\"\" not_a_token", "\"a b\" not_a_token", $"\"{new('x', 65)}\" not_a_token", "\"é\" not_a_token", "\"\\u0000\" not_a_token", "1 wrong_type", "null wrong_type"),
        .. HeadCases("account", "\"Acme\" not_an_account_id", "\"\" not_an_account_id", "\"9a\" not_an_account_id", $"\"{new('x', 64)}\" not_an_account_id", "\"acme'\" not_an_account_id", "7 wrong_type", "null wrong_type"),
        Case("an unknown account", Message($"{{{Ip},{At}}}", Head.Replace("acme", "nobody", StringComparison.Ordinal)), "unknown_account: "),
        Case("a deleted account", Message($"{{{Ip},{At}}}", Head.Replace("acme", "gone", StringComparison.Ordinal)), "unknown_account: "),
        Case("an unknown member", Message($"{{{Ip},{At}}}", Head + ",\"V\":1"), "unknown_member at /V: "),
        Case("a member twice", Message($"{{{Ip},{At}}}", Head + ",\"id\":\"m1\""), "duplicate_member at /id: "),
        Case("a member twice, once escaped", Message($"{{{Ip},{At}}}", Head + ",\"\\u0069d\":\"m1\""), "duplicate_member at /id: "),
        Case("no attempts", $"{{{Head}}}", "missing_member at /attempts: "),
        Case("attempts as an object", $"{{{Head},\"attempts\":{{}}}}", "wrong_type at /attempts: "),
        Case("0 attempts", Message(string.Empty), "out_of_range at /attempts: "),
        Case("31 attempts", Message(string.Join(',', Enumerable.Repeat($"{{{Ip},{At}}}", 31))), "out_of_range at /attempts: "),
        Case("the 30th attempt", Message(string.Join(',', Enumerable.Repeat($"{{{Ip},{At}}}", 29).Append($"{{{Ip}}}"))), "missing_member at /attempts/29/at: "),
        Case("an attempt that is none", Message("1"), "wrong_type at /attempts/0: "),
        Case("two faults", Message($"{{{Ip}}}", Head.Replace(":1", ":2", StringComparison.Ordinal)), "out_of_range at /v: A whole number from 1 to 1.; missing_member at /attempts/0/at: "),
    ];

    private static IEnumerable<KeyValuePair<string, (string Text, string Reason)>> Entries()
    {
        string[] bad = ["127.1", "10.0.0.0/8", "10.0.0.1/32", "1.2.3.4:80", "[::1]", "[::1]:80", "fe80::1%eth0", "", " 1.2.3.4", "1.2.3.4 ", "01.2.3.4", "1.2.3.*", "localhost", "1.2.3.4,5.6.7.8", "::ffff:1.2.3", new('1', 5000)];
        string[] times = ["2026-11-22T12:00:00", "2026-11-22", "now", "", "2026-02-30T12:00:00Z", "1795348800", "2026-11-22 12:00:00Z"];
        return
        [
            .. bad.Select((ip, i) => Case($"ip {i} {ip[..Math.Min(ip.Length, 20)]}", Message($"{{\"ip\":\"{ip}\",{At}}}"), "not_an_address at /attempts/0/ip: ")),
            Case("no ip", Message($"{{{At}}}"), "missing_member at /attempts/0/ip: "),
            Case("an ip of null", Message($"{{\"ip\":null,{At}}}"), "wrong_type at /attempts/0/ip: "),
            .. times.Select((at, i) => Case($"at {i} {at}", Message($"{{{Ip},\"at\":\"{at}\"}}"), "not_a_time at /attempts/0/at: ")),
            Case("no at", Message($"{{{Ip}}}"), "missing_member at /attempts/0/at: "),
            Case("an at of Unix seconds", Message($"{{{Ip},\"at\":1795348800}}"), "wrong_type at /attempts/0/at: "),
            Case("an at of before attempts are kept", Message($"{{{Ip},\"at\":\"2026-08-24T10:59:59Z\"}}"), "out_of_range at /attempts/0/at: At most 90 days ago"),
            Case("an at of 1970", Message($"{{{Ip},\"at\":\"1970-01-01T00:00:00Z\"}}"), "out_of_range at /attempts/0/at: "),
            Case("one at of long ago among others", Message($"{{{Ip},{At}}},{{{Ip},\"at\":\"2026-08-01T00:00:00Z\"}}"), "out_of_range at /attempts/1/at: "),
            Case("6 minutes ahead", Message($"{{{Ip},\"at\":\"2026-11-22T12:06:00Z\"}}"), "out_of_range at /attempts/0/at: "),
            Case("5 minutes and a second ahead", Message($"{{{Ip},\"at\":\"2026-11-22T13:05:01+01:00\"}}"), "out_of_range at /attempts/0/at: "),
            .. MemberCases("first_at", "\"2026-11-22T12:00:01Z\" out_of_range", "\"2026-08-24T10:59:59Z\" out_of_range", "\"yesterday\" not_a_time", "1 wrong_type"),
            .. MemberCases("count", "0 out_of_range", "-1 out_of_range", "1.5 out_of_range", "1000001 out_of_range", "1e400 out_of_range", "\"1\" wrong_type"),
            .. MemberCases("rule_id", "0 out_of_range", "9223372036854775808 out_of_range", "\"1\" wrong_type"),
            .. MemberCases("allowed", "\"false\" wrong_type", "0 wrong_type"),
            .. MemberCases("surface", "\"\" not_a_token", "\"a/b\" not_a_token", $"\"{new('x', 65)}\" not_a_token", "\"\\u0000\" not_a_token", "1 wrong_type"),
            .. MemberCases("method", "\"\" not_a_token", "\"a~\" not_a_token", "[] wrong_type"),
            .. MemberCases("credential", "1 wrong_type"),
            .. MemberCases("user_agent", "{} wrong_type"),
            .. MemberCases("path", "true wrong_type"),
            .. MemberCases("location", "\"x\" unknown_member"),
            .. MemberCases("ip", "\"203.0.113.7\" duplicate_member"),
        ];
    }

    private static IEnumerable<KeyValuePair<string, (string Text, string Reason)>> HalfPairs()
    {
        const string Half = "\"x\\ud800\"";
        return
        [
            .. HeadCases("id", $"{Half} forbidden_character"),
            .. HeadCases("account", $"{Half} forbidden_character"),
            Case("half a pair as ip", Message($"{{\"ip\":{Half},{At}}}"), "forbidden_character at /attempts/0/ip: "),
            Case("half a pair as at", Message($"{{{Ip},\"at\":{Half}}}"), "forbidden_character at /attempts/0/at: "),
            .. ((string[])["first_at", "surface", "method", "credential", "user_agent", "path"]).SelectMany(name => MemberCases(name, $"{Half} forbidden_character")),
            Case("half a pair in a name", Entry(",\"\\udc00\":1"), "forbidden_character at /attempts/0: "),
        ];
    }

    // Each case is a value and the code of its fault.
    private static IEnumerable<KeyValuePair<string, (string Text, string Reason)>> HeadCases(string name, params string[] cases) =>
        cases.Select(text => Split(text)).Select(pair => Case(
            $"{name} {Start(pair.Value)}",
            Message($"{{{Ip},{At}}}", string.Join(',', Head.Split(',').Where(member => !member.StartsWith($"\"{name}\"", StringComparison.Ordinal)).Append($"\"{name}\":{pair.Value}"))),
            $"{pair.Code} at /{name}: "));

    private static IEnumerable<KeyValuePair<string, (string Text, string Reason)>> MemberCases(string name, params string[] cases) =>
        cases.Select(text => Split(text)).Select(pair => Case(
            $"{name} {Start(pair.Value)}", Entry($",\"{name}\":{pair.Value}"), $"{pair.Code} at /attempts/0/{name}: "));

    private static (string Value, string Code) Split(string text) =>
        text.LastIndexOf(' ') is var at ? (text[..at], text[(at + 1)..]) : default;

    private static string Start(string value) => string.Create(CultureInfo.InvariantCulture, $"{value[..Math.Min(20, value.Length)]} ({value.Length})");

    private static KeyValuePair<string, (string Text, string Reason)> Case(string name, string text, string reason) => new(name, (text, reason));
}
