using IpAccess.Packing;

namespace IpAccess.Snapshots;

/// <summary>
/// The parts of a snapshot's content: each a number that names it, in rising order, a length and its bytes. Even numbers name parts
/// without which a decision may be wrong, so that whoever does not know one refuses the snapshot; odd ones can be passed over.
/// </summary>
internal ref struct SnapshotSections
{
    /// <summary>JSON: <see cref="SnapshotHead"/>, or <see cref="RevertHead"/> within <see cref="Reverts"/>.</summary>
    public const int HeadTag = 2;

    /// <summary>The enabled rules: <see cref="SnapshotRules"/>. Within <see cref="Reverts"/> left out where they stay the same.</summary>
    public const int RulesTag = 4;

    /// <summary>The networks that were denied; left out where there are none.</summary>
    public const int DeniedTag = 6;

    /// <summary>What decides from a time on: sections as these, without this one; left out where nothing changes by itself.</summary>
    public const int RevertsTag = 8;

    /// <summary>The head.</summary>
    public PackReader Head { get; private set; }

    /// <summary>The rules.</summary>
    public PackReader Rules { get; private set; }

    /// <summary>Whether there are any, if only none.</summary>
    public bool HasRules { get; private set; }

    /// <summary>The denied networks.</summary>
    public PackReader Denied { get; private set; }

    /// <summary>What decides later.</summary>
    public PackReader Reverts { get; private set; }

    /// <summary>Finds the sections of a content.</summary>
    /// <exception cref="InvalidDataException">They are not whole, or one of them is unknown and must not be passed over.</exception>
    public static SnapshotSections Read(PackReader reader)
    {
        var sections = default(SnapshotSections);
        for (var last = 0; !reader.IsAtEnd;)
        {
            var tag = reader.Number(int.MaxValue);
            PackReader.Require(tag > last, "sections are out of order");
            last = tag;
            sections.Take(tag, reader.Section());
        }

        PackReader.Require(!sections.Head.IsAtEnd, "it has no head");
        return sections;
    }

    /// <summary>Writes one section.</summary>
    public static void Write(PackWriter writer, int tag, ReadOnlySpan<byte> bytes)
    {
        writer.Number((uint)tag);
        writer.Section(bytes);
    }

    private void Take(int tag, PackReader section)
    {
        switch (tag)
        {
            case HeadTag:
                Head = section;
                break;
            case RulesTag:
                Rules = section;
                HasRules = true;
                break;
            case DeniedTag:
                Denied = section;
                break;
            case RevertsTag:
                Reverts = section;
                break;
            default:
                PackReader.Require(tag % 2 != 0, $"section {tag} is unknown here, and decisions need it");
                break;
        }
    }
}
