using System.Globalization;
using System.Text.RegularExpressions;
using IpAccess.Networks;

namespace IpAccess.Tests.Networks;

/// <summary>The grammar once more, simple and slow, on strings of bits: what the real parsers are compared with.</summary>
internal static partial class NaiveGrammar
{
    private static readonly string Mapped = new string('0', 80) + new string('1', 16);

    /// <summary>The canonical text of a network, or null.</summary>
    public static string? Network(string text) => text.Contains(':', StringComparison.Ordinal) ? IPv6Network(text) : IPv4Network(text);

    /// <summary>The canonical text of a client's address, or null.</summary>
    public static string? Address(string text) =>
        text.AsSpan().ContainsAny('/', '*') ? null : Network(text)?.Split('/')[0];

    /// <summary>The canonical address of an item of X-Forwarded-For, or null.</summary>
    public static string? ForwardedItem(string text)
    {
        var match = PortForms().Match(text);
        if (!match.Success)
        {
            return Address(text);
        }

        var port = match.Groups["port"];
        return port.Success && !IsNumber(port.Value, 65535) ? null : Address(match.Groups["address"].Value);
    }

    /// <summary>The items of a paste: as they stand, canonical (or null), netmask or not, line and column, and the line's comment.</summary>
    public static IEnumerable<(string Text, string? Network, bool IsNetmask, int Line, int Column, string Comment)> Paste(string text)
    {
        var (end, before) = (0, string.Empty);
        var comments = Comment().Matches(text);
        text = Comment().Replace(text, comment => new(' ', comment.Length));
        for (var item = Next(text, 0); item.Success; item = Next(text, item.Index + item.Length))
        {
            var breaks = LineBreak().Matches(text[..item.Index]);
            var lineStart = breaks.Count == 0 ? 0 : breaks[^1].Index + breaks[^1].Length;
            var network = Network(item.Value);
            var isNetmask = network is not null
                && Blanks().IsMatch(text[end..item.Index])
                && Address(before) is not null
                && (Masks('1', '0').Contains(Address(item.Value)) || Masks('0', '1').Contains(Address(item.Value)));
            var lineEnd = text.IndexOfAny(['\r', '\n'], item.Index) is >= 0 and var index ? index : text.Length;
            var comment = comments.FirstOrDefault(one => one.Index > item.Index && one.Index < lineEnd)?.Value[1..] ?? string.Empty;
            yield return (item.Value, isNetmask ? null : network, isNetmask, breaks.Count + 1, item.Index - lineStart + 1, comment);
            (end, before) = (item.Index + item.Length, item.Value);
        }
    }

    /// <summary>RFC 5952 by trying every run of zeros, the longest and leftmost first.</summary>
    public static string Format(string bits)
    {
        var groups = bits.Chunk(16).Select(group => Convert.ToInt32(new string(group), 2).ToString("x", CultureInfo.InvariantCulture)).ToArray();
        for (var length = 8; length >= 2; length--)
        {
            for (var start = 0; start + length <= 8; start++)
            {
                if (groups.Skip(start).Take(length).All(group => group == "0"))
                {
                    return $"{string.Join(':', groups.Take(start))}::{string.Join(':', groups.Skip(start + length))}";
                }
            }
        }

        return string.Join(':', groups);
    }

    private static Match Next(string text, int from)
    {
        var item = Item().Match(text, from);
        var range = item.Success ? Range().Match(text, item.Index) : item;
        return range.Success && Address(range.Groups["first"].Value) is not null && Address(range.Groups["last"].Value) is not null ? range : item;
    }

    private static IEnumerable<string> Masks(char first, char then) =>
        Enumerable.Range(1, 32).Select(length => Dotted(new string(first, length).PadRight(32, then)));

    private static string? IPv4Network(string text)
    {
        var slash = text.Split('/');
        var octets = slash[0].Split('.');
        var wildcards = octets.Reverse().TakeWhile(octet => octet == "*").Count();
        var numbers = octets.SkipLast(wildcards).ToArray();
        if (slash.Length > 2 || octets.Length > 4 || numbers.Length == 0 || !numbers.All(octet => IsNumber(octet, 255)))
        {
            return null;
        }

        var bits = string.Concat(numbers.Select(octet => Convert.ToString(int.Parse(octet, CultureInfo.InvariantCulture), 2).PadLeft(8, '0')));
        return (slash.Length, wildcards, numbers.Length) switch
        {
            (1, > 0, _) or (1, 0, 4) => Masked(bits.PadRight(32, '0'), bits.Length),
            (2, 0, _) when IsNumber(slash[1], bits.Length) => Masked(bits.PadRight(32, '0'), int.Parse(slash[1], CultureInfo.InvariantCulture)),
            _ => null,
        };
    }

    private static string? IPv6Network(string text)
    {
        var slash = text.Split('/');
        if (slash.Length > 2 || (slash.Length == 2 && !IsNumber(slash[1], 128)) || IPv6Bits(slash[0]) is not { } bits)
        {
            return null;
        }

        var prefixLength = slash.Length == 2 ? int.Parse(slash[1], CultureInfo.InvariantCulture) : 128;
        return prefixLength < 96 && bits.StartsWith(Mapped, StringComparison.Ordinal) ? null : Masked(bits, prefixLength);
    }

    private static string? IPv6Bits(string text)
    {
        var dotted = text[(text.LastIndexOf(':') + 1)..];
        if (dotted.Contains('.', StringComparison.Ordinal))
        {
            if (Address(dotted) is not { } address)
            {
                return null;
            }

            var octets = address.Split('.').Select(octet => int.Parse(octet, CultureInfo.InvariantCulture)).ToArray();
            text = FormattableString.Invariant($"{text[..^dotted.Length]}{(octets[0] * 256) + octets[1]:x}:{(octets[2] * 256) + octets[3]:x}");
        }

        var halves = text.Split("::").Select(half => half.Length == 0 ? [] : half.Split(':')).ToArray();
        var missing = 8 - halves.Sum(half => half.Length);
        if (halves.Length > 2 || (halves.Length == 1 ? missing != 0 : missing < 1) || !halves.All(half => half.All(group => Group().IsMatch(group))))
        {
            return null;
        }

        var groups = halves[0].Concat(Enumerable.Repeat("0", missing)).Concat(halves.Skip(1).SelectMany(half => half));
        return string.Concat(groups.Select(group => Convert.ToString(Convert.ToInt32(group, 16), 2).PadLeft(16, '0')));
    }

    private static string Masked(string bits, int prefixLength)
    {
        var masked = bits[..prefixLength].PadRight(bits.Length, '0');
        return bits.Length == 32 ? $"{Dotted(masked)}/{prefixLength}"
            : masked.StartsWith(Mapped, StringComparison.Ordinal) ? $"{Dotted(masked[96..])}/{prefixLength - 96}"
            : $"{Format(masked)}/{prefixLength}";
    }

    private static string Dotted(string bits) => string.Join('.', bits.Chunk(8).Select(octet => Convert.ToInt32(new string(octet), 2)));

    private static bool IsNumber(string text, int most) =>
        Number().IsMatch(text) && int.Parse(text, CultureInfo.InvariantCulture) <= most;

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,4})\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"\A[0-9a-fA-F]{1,4}\z")]
    private static partial Regex Group();

    [GeneratedRegex(@"\A(?:\[(?<address>[^\]]*:[^\]]*)\](?::(?<port>.*))?|(?<address>[^:\[]*):(?<port>[^:]*))\z", RegexOptions.Singleline)]
    private static partial Regex PortForms();

    [GeneratedRegex(@"[^ \t\r\n,]+")]
    private static partial Regex Item();

    [GeneratedRegex(@"\G(?<first>[^ \t\r\n,\-\u2013~]+)[ \t]*[\-\u2013~][ \t]*(?<last>[^ \t\r\n,]+)")]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<=\A|[ \t\r\n])[#;][^\r\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\A[ \t]+\z")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\r\n|\r|\n")]
    private static partial Regex LineBreak();
}
