using System.Globalization;
using IpAccess.Text;

namespace IpAccess.Exports;

/// <summary>
/// The comments of an export, which look the same in every format: what it is, before its networks; and that it came to its end, as its
/// last line, by which whoever pulls it can tell a whole file from a part of one.
/// </summary>
internal static class ExportComments
{
    private const string Last = "# end\n";

    /// <summary>Writes the comments before the networks.</summary>
    public static void Begin(ExportText text, ExportFacts facts)
    {
        Line(text, "account", facts.Account);
        Line(text, "version", facts.Version.ToString(CultureInfo.InvariantCulture));
        Line(text, "surface", facts.Asked.Surface);
        Line(text, "networks", facts.Networks.ToString(CultureInfo.InvariantCulture));
        Line(text, "holds until", TimeText.Of(facts.HoldsUntil) ?? "the list is changed");
        if (facts.IsEveryone)
        {
            text.Write("# Everyone is let in.\n");
        }
        else if (facts.Networks == 0)
        {
            text.Write("# Nobody is let in.\n");
        }
    }

    /// <summary>Writes the last line.</summary>
    public static void End(ExportText text) => text.Write(Last);

    private static void Line(ExportText text, string name, string? value)
    {
        if (value is not null)
        {
            text.Write($"# {name}: {value}\n");
        }
    }
}
