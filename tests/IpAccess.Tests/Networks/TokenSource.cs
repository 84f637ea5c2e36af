using System.Globalization;
using IpAccess.Testing;

namespace IpAccess.Tests.Networks;

/// <summary>Tokens for the grammar: random ones, valid ones in every spelling, reference cases, and mutations of all these.</summary>
internal sealed class TokenSource(int seed)
{
    private const string Alphabet = "00112255.:./:*0123456789abcdefABCDEF%[]-~\u2013+x ,;#\t\r\n\u0661\uff11\u00b2\ud800\0";
    private static readonly string[] Vectors = [.. VectorFile.Rows("networks.tsv").Select(row => row[0]).Where(text => text.Length < 70)];
    private static readonly string[] Odd =
        ["::", "/32", "/128", "/0", ".*", "255.255.255.0", "::ffff:", "00", "256", "65536", ":80", "%eth0", "/129", "10/8", "1.2.3.4",
        "10.1.2.3 255.255.255.0", "::1\t255.128.0.0", "10.1.2.3 0.0.0.255", "1.2.3.4 - 1.2.3.9", "::1\u2013 ::5", "~1.2.3.4", " # x", " ;", "IPv6:", "::ffff:1.2.3.4/24"];

    private readonly Random random = new(seed);

    public string Next() => random.Next(8) switch
    {
        0 => Noise(random.Next(20)),
        1 => Pick(Vectors),
        2 => Valid(),
        3 or 4 => Mutated(Pick(Vectors)),
        _ => Mutated(Valid()),
    };

    /// <summary>Tokens with separators between them, some doubled, some missing.</summary>
    public string NextPaste(int tokens) => string.Concat(Enumerable.Range(0, tokens).Select(_ =>
        (random.Next(4) == 0 ? Pick(Odd) : Next()) + Pick([" ", "\t", "\r", "\n", "\r\n", ",", ", ", " \t ", "\n\r", string.Empty])));

    private string Valid()
    {
        var text = random.Next(2) == 0 ? IPv4() : IPv6();
        return random.Next(3) == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}/{random.Next(text.Contains(':', StringComparison.Ordinal) ? 129 : 33)}");
    }

    private string IPv4()
    {
        var octets = Enumerable.Range(0, 4).Select(_ => random.Next(3) == 0 ? Pick(["0", "10", "255", "192"]) : $"{random.Next(256)}").ToList();
        var kept = random.Next(4) == 0 ? random.Next(1, 4) : 4;
        var wildcards = kept == 4 || random.Next(2) == 0 ? 0 : random.Next(1, 5 - kept);
        return string.Join('.', octets.Take(kept).Concat(Enumerable.Repeat("*", wildcards)));
    }

    private string IPv6()
    {
        var groups = Enumerable.Range(0, 8).Select(_ => random.Next(2) == 0 ? "0" : random.Next(65536).ToString(Pick(["x", "X", "x4"]), CultureInfo.InvariantCulture)).ToList();
        if (random.Next(4) == 0)
        {
            groups = ["0", "0", "0", "0", "0", "ffff", groups[6], groups[7]];
        }

        var text = random.Next(4) == 0 ? $"{string.Join(':', groups.Take(6))}:{random.Next(256)}.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}" : string.Join(':', groups);
        var zeros = string.Join(':', Enumerable.Repeat("0", random.Next(1, 7)));
        var at = text.IndexOf(zeros, StringComparison.Ordinal);
        return random.Next(3) == 0 || at < 0 ? text : Shortened(text[..at], text[(at + zeros.Length)..]);
    }

    private static string Shortened(string left, string right) => $"{left.TrimEnd(':')}::{right.TrimStart(':')}";

    private string Mutated(string text)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Length + 1);
            var to = Math.Min(text.Length, at + random.Next(3));
            text = random.Next(6) switch
            {
                0 => text[..at] + text[to..],
                1 => text[..at] + Noise(1) + text[at..],
                2 => text[..at] + Noise(to - at) + text[to..],
                3 => text[..to] + text[at..],
                4 => text[..at] + Pick(Odd) + text[to..],
                _ => text[..at] + (random.Next(2) == 0 ? Pick(Vectors) : Valid()),
            };
        }

        return text;
    }

    private string Noise(int length) => string.Create(length, random, (span, source) =>
    {
        for (var index = 0; index < span.Length; index++)
        {
            span[index] = Alphabet[source.Next(Alphabet.Length)];
        }
    });

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
