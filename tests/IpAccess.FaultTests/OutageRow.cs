using System.Globalization;
using System.Text;
using IpAccess.Decisions;
using IpAccess.Testing.Relays;

namespace IpAccess.FaultTests;

/// <summary>What an outage was to those who checked: a row of the table.</summary>
internal sealed record OutageRow(string Fault, IReadOnlyList<Answered> Answers, TimeSpan Recovery, IReadOnlyList<string> Lines)
{
    private static readonly CompositeFormat Row =
        CompositeFormat.Parse("{0,-16}{1,8}{2,7}{3,8}{4,8}{5,7}{6,9:f1}{7,9:f1}{8,9:f0}{9,12:f1}{10,11:f0}{11,7}{12,9}");

    /// <summary>The heads of the columns; times in ms.</summary>
    public static string Heads { get; } = string.Format(
        CultureInfo.InvariantCulture, Row, "fault", "checks", "wrong", "stale", "503", "other", "p50", "p99", "max", "max of 503", "recovery", "lines", "bytes");

    public int Wrong => Answers.Count(answer => answer.IsWrong);

    public int Other => Answers.Count(answer => answer.Status is not (200 or 503));

    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        Row,
        Fault,
        Answers.Count,
        Wrong,
        Answers.Count(answer => answer.IsStale),
        Answers.Count(answer => answer.Status == 503),
        Other,
        Part(Known(), 0.5),
        Part(Known(), 0.99),
        Part(Known(), 1),
        Part(Answers.Where(answer => answer.Status == 503), 1),
        Recovery.TotalMilliseconds,
        Lines.Count,
        Lines.Sum(line => line.Length));

    private IEnumerable<Answered> Known() => Answers.Where(answer => answer.Status == 200);

    private static double Part(IEnumerable<Answered> answers, double part)
    {
        var times = answers.Select(answer => answer.Took.TotalMilliseconds).Order().ToArray();
        return times.Length == 0 ? 0 : times[Math.Min(times.Length - 1, (int)(times.Length * part))];
    }
}
