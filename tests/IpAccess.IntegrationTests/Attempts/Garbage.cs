using System.Text;
using System.Text.Json;
using IpAccess.Decisions;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>Messages that can never be valid, and the code of the reason for each.</summary>
internal static class Garbage
{
    private const int Kinds = 10;

    /// <summary>A message of one kind; kinds come in turns.</summary>
    /// <param name="ordinal">Its place among all garbage.</param>
    /// <param name="account">An account that exists.</param>
    /// <param name="stranger">An account that does not exist.</param>
    public static (string Text, string Reason) Of(int ordinal, string account, string stranger) => (ordinal % Kinds) switch
    {
        0 => ($"never base64, {ordinal}", "not_base64"),
        1 => ($$"""{"v":1,"id":"g{{ordinal}}",""", "not_json"),
        2 => (Message(ordinal, account).Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal), "out_of_range at /v"),
        3 => (Message(ordinal, stranger), "unknown_account"),
        4 => (Message(ordinal, account, ip: "127.1"), "not_an_address at /attempts/0/ip"),
        5 => (Message(ordinal, account, agent: new('a', 48 * 1024)), "too_long"),
        6 => ($$"""{"v":{{new string('[', 1000)}}{{ordinal}}{{new string(']', 1000)}}}""", "not_json"),
        7 => (Message(ordinal, account, agent: "half").Replace("half", @"\ud800", StringComparison.Ordinal), "forbidden_character at /attempts/0/user_agent"),
        8 => (Convert.ToBase64String([0xff, 0xfe, .. BitConverter.GetBytes(ordinal)]), "not_utf8"),
        _ => (Base64(Message(ordinal, account, ip: "10.0.0.0/8")), "not_an_address at /attempts/0/ip"),
    };

    /// <summary>Whether it is one that becomes valid once the account exists.</summary>
    public static bool CanBeMended(int ordinal) => ordinal % Kinds == 3;

    private static string Message(int ordinal, string account, string ip = "192.0.2.99", string agent = "agent") =>
        JsonSerializer.Serialize(new
        {
            v = 1,
            id = $"g{ordinal}",
            account,
            attempts = new[] { new { ip, at = TimeProvider.System.GetUtcNow(), user_agent = agent } },
        });

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
