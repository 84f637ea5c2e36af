using System.Net;

namespace IpAccess.IntegrationTests.Lists;

/// <summary>What came of many writes.</summary>
internal sealed class Tally
{
    /// <summary>How often each status came, with the slug of its problem.</summary>
    public SortedDictionary<(HttpStatusCode Status, string Slug), int> Answers { get; } = [];

    /// <summary>Versions that were committed while the guard held and the list was enforced.</summary>
    public int Guarded { get; set; }

    /// <summary>Those of them that did not let their own committer in.</summary>
    public int Lockouts { get; set; }

    public int Count(HttpStatusCode status, string slug) => Answers.GetValueOrDefault((status, slug));

    public void Add(HttpStatusCode status, string slug) => Answers[(status, slug)] = Count(status, slug) + 1;

    public void Add(Tally other)
    {
        Guarded += other.Guarded;
        Lockouts += other.Lockouts;
        foreach (var (answer, count) in other.Answers)
        {
            Answers[answer] = Count(answer.Status, answer.Slug) + count;
        }
    }

    public override string ToString() =>
        string.Join(", ", Answers.Select(answer => $"{answer.Value} × {(int)answer.Key.Status} {answer.Key.Slug}".TrimEnd()))
        + $"; {Guarded} versions under guard, {Lockouts} lockouts";
}
