using System.Buffers;
using System.Globalization;
using System.Text;

namespace IpAccess.Text;

/// <summary>
/// Text in Unicode's normalization form C (UAX 15), so that an é compares as one, however it was typed. It is our own because
/// the service runs without ICU (<c>InvariantGlobalization</c>), where .NET leaves every text as it is.
/// </summary>
internal static class ComposedText
{
    private const char LastUnchanged = '\u02ff';
    private const int FirstSurrogate = 0xD800;
    private const int Syllables = 0xAC00;
    private const int Leading = 0x1100;
    private const int Vowels = 0x1161;
    private const int Trailing = 0x11A7;
    private const int VowelCount = 21;
    private const int TrailingCount = 28;
    private const int SyllableCount = 19 * VowelCount * TrailingCount;

    /// <summary>The text composed; the same text where that changes nothing.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', LastUnchanged) || !text.AsSpan().ContainsAny(CharacterData.MayChange))
        {
            return text;
        }

        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        var composed = new StringBuilder(text.Length);
        foreach (var point in Compose(points))
        {
            _ = composed.Append(new Rune(point).ToString());
        }

        return composed.ToString();
    }

    private static void Decompose(int point, List<int> points)
    {
        if (point - Syllables is >= 0 and < SyllableCount and var syllable)
        {
            points.Add(Leading + (syllable / (VowelCount * TrailingCount)));
            points.Add(Vowels + (syllable / TrailingCount % VowelCount));
            if (syllable % TrailingCount is > 0 and var trailing)
            {
                points.Add(Trailing + trailing);
            }
        }
        else if (CharacterData.Decompositions.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, points);
            }
        }
        else
        {
            Insert(point, points);
        }
    }

    // Marks of different classes may stand in any order, and are put in the order of their classes.
    private static void Insert(int point, List<int> points)
    {
        var at = points.Count;
        for (var order = CharacterData.ClassOf(point); order > 0 && at > 0 && CharacterData.ClassOf(points[at - 1]) > order; at--)
        {
        }

        points.Insert(at, point);
    }

    private static List<int> Compose(List<int> points)
    {
        var composed = new List<int>(points.Count);
        var (starter, before) = (-1, -1);
        foreach (var point in points)
        {
            var order = CharacterData.ClassOf(point);
            if (starter >= 0 && before < order && Pair(composed[starter], point) is { } pair)
            {
                composed[starter] = pair;
                continue;
            }

            composed.Add(point);
            (starter, before) = order == 0 ? (composed.Count - 1, -1) : (starter, order);
        }

        return composed;
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= Leading and < Leading + 19 && second is >= Vowels and < Vowels + VowelCount)
        {
            return Syllables + ((((first - Leading) * VowelCount) + second - Vowels) * TrailingCount);
        }

        return first - Syllables is >= 0 and < SyllableCount and var syllable && syllable % TrailingCount == 0
            && second is > Trailing and < Trailing + TrailingCount
                ? first + second - Trailing
                : CharacterData.Compositions.TryGetValue((first, second), out var pair) ? pair : null;
    }

    /// <summary>What <c>composition.txt</c> says of single characters, read when it is first asked for.</summary>
    private static class CharacterData
    {
        private static readonly Dictionary<int, int> Classes = [];
        private static readonly HashSet<int> Singles = [];

        static CharacterData()
        {
            using var stream = typeof(ComposedText).Assembly.GetManifestResourceStream("composition.txt")!;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                if (line.IndexOfAny(['-', '=', ' ']) is > 0 and var end && line[0] != '#')
                {
                    Take(Hex(line[..end]), line[end], line[(end + 1)..]);
                }
            }

            var points = Classes.Keys
                .Concat(Singles)
                .Concat(Compositions.Keys.Select(pair => pair.Second))
                .Concat(Enumerable.Range(Vowels, VowelCount))
                .Concat(Enumerable.Range(Trailing, TrailingCount))
                .Concat(Enumerable.Range(FirstSurrogate, 1024))
                .Where(point => point <= char.MaxValue);
            MayChange = SearchValues.Create([.. points.Select(point => (char)point)]);
        }

        /// <summary>The characters without any of which a text is composed already; a surrogate stands for all behind it.</summary>
        public static SearchValues<char> MayChange { get; }

        /// <summary>What a character stands for, where it stands for others.</summary>
        public static Dictionary<int, int[]> Decompositions { get; } = [];

        /// <summary>The character that two become.</summary>
        public static Dictionary<(int First, int Second), int> Compositions { get; } = [];

        /// <summary>The combining class of a character; 0 for one that stands for itself.</summary>
        public static int ClassOf(int point) => Classes.GetValueOrDefault(point);

        private static void Take(int point, char kind, string rest)
        {
            var parts = rest.Split(' ');
            if (kind == '-')
            {
                for (var last = Hex(parts[0]); point <= last; point++)
                {
                    Classes.Add(point, int.Parse(parts[1], CultureInfo.InvariantCulture));
                }

                return;
            }

            Decompositions.Add(point, Array.ConvertAll(parts, Hex));
            if (kind == '=')
            {
                Compositions.Add((Hex(parts[0]), Hex(parts[1])), point);
            }
            else
            {
                Singles.Add(point);
            }
        }

        private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
