using System.Runtime.CompilerServices;
using System.Text;
using IpAccess.Packing;

namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>Reads the columns of a packed page, rule by rule.</summary>
internal ref struct RuleColumns
{
    private readonly List<string> known = [];
    private PackReader prefixes;
    private PackReader addresses;
    private PackReader ids;
    private PackReader flags;
    private PackReader times;
    private PackReader codes;
    private PackReader texts;
    private RuleBefore before;

    /// <summary>Finds the columns.</summary>
    public RuleColumns(ref PackReader reader)
    {
        prefixes = reader.Section();
        addresses = reader.Section();
        ids = reader.Section();
        flags = reader.Section();
        times = reader.Section();
        codes = reader.Section();
        texts = reader.Section();
    }

    /// <summary>Refuses a page that says to have more or fewer rules than it has.</summary>
    public readonly void RequireRows(int count) =>
        PackReader.Require(prefixes.Rest.Length == count && flags.Rest.Length == count, "its columns differ in length");

    /// <summary>The next rule.</summary>
    /// <exception cref="InvalidDataException">There is none that can be read.</exception>
    // Most calls come right after a start, for the first check, before the runtime would optimize this.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Rule Next()
    {
        var (width, length) = prefixes.Prefix();
        var has = (RuleFlags)flags.Byte();
        PackReader.Require((has & ~RuleFlags.All) == 0, "a flag is unknown");
        var created = before.CreatedAt + times.Signed();
        var rule = new Rule
        {
            Network = before.Next(width, length, addresses.Number()),
            Id = before.Id + ids.Signed(),
            Enabled = has.HasFlag(RuleFlags.Enabled),
            CreatedAt = created,
            ExpiresAt = has.HasFlag(RuleFlags.Expires) ? created + times.Signed() : null,
            UpdatedAt = has.HasFlag(RuleFlags.Updated) ? created + times.Signed() : created,
            Source = Text() ?? string.Empty,
            CreatedBy = Text() ?? string.Empty,
            Label = Text(),
        };
        before = RuleBefore.Of(rule);
        return rule;
    }

    private string? Text()
    {
        var code = codes.Number(known.Count + TextColumn.New);
        if (code == TextColumn.New)
        {
            known.Add(NewText());
            code = known.Count - 1 + TextColumn.Known;
        }

        return code == TextColumn.Null ? null : known[code - TextColumn.Known];
    }

    private string NewText()
    {
        try
        {
            return TextColumn.Utf8.GetString(texts.Section().Rest);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("Packed bytes can not be read: a text is not UTF-8.");
        }
    }
}
