using System.Globalization;
using IpAccess.Attempts;
using IpAccess.Networks;

namespace IpAccess.Testing.Attempts;

/// <summary>Attempts and messages for tests.</summary>
internal static class Sample
{
    /// <summary>The time at which the clocks of the tests begin, in Unix seconds.</summary>
    public const long Now = 1_795_348_800;

    private static readonly string?[] Surfaces = [null, "api", "a", "a-1", "a--1", "1", "-", "SMTP", "smtp", "x.y_z"];
    private static readonly string?[] Methods = [null, "1-a", "1", "-1", "--", "password", new('m', 64)];

    public static Address Client(string ip) => NetworkText.TryParseAddress(ip, out var client) ? client : throw new FormatException(ip);

    public static Attempt At(long at, string ip = "192.0.2.1", string? surface = null, string? method = null) =>
        new() { Key = new(Client(ip), surface, method), FirstAt = at, LastAt = at, Allowed = true };

    public static AttemptMessage Message(string account, string id, params Attempt[] attempts) => new(id, account, attempts);

    /// <summary>A message of attempts of few addresses, so that many meet.</summary>
    public static AttemptMessage Random(Random random, string account, string id) =>
        new(id, account, [.. Enumerable.Range(0, random.Next(1, 1 + AttemptMessage.MostAttempts)).Select(_ => RandomAttempt(random))]);

    public static Attempt RandomAttempt(Random random, int addresses = 12, int seconds = 50)
    {
        var lastAt = Now - random.Next(seconds);
        return new()
        {
            Key = new(RandomClient(random, addresses), Pick(random, Surfaces), Pick(random, Methods)),
            FirstAt = lastAt - random.Next(3),
            LastAt = lastAt,
            Count = random.Next(1, 4),
            Allowed = random.Next(2) == 0,
            Credential = Pick(random, null, "k1", "k2"),
            UserAgent = Pick(random, null, "curl/8", "ä\u0000\uffff\"😀"),
            RuleId = random.Next(3) == 0 ? random.Next(1, 9) : null,
        };
    }

    private static Address RandomClient(Random random, int addresses)
    {
        var number = random.Next(addresses).ToString("x", CultureInfo.InvariantCulture);
        return Client(random.Next(2) == 0 ? $"2001:db8::{number}" : $"::ffff:a00:{number}");
    }

    private static T Pick<T>(Random random, params ReadOnlySpan<T> from) => from[random.Next(from.Length)];
}
