using IpAccess.Attempts;
using IpAccess.Attempts.Entries;

namespace IpAccess.Previews;

/// <summary>Decides on the attempts of the last 30 days once more, by a list as it is and as it would be.</summary>
internal sealed class AttemptReplay(AttemptStore attempts, Locations locations)
{
    private const int MostReplayed = 10_000;
    private static readonly TimeSpan Reach = TimeSpan.FromDays(30);

    /// <summary>Replays the newest entries, up to a number of them.</summary>
    /// <param name="before">Its list.</param>
    /// <param name="after">Its list as it would be.</param>
    /// <param name="now">The time, in Unix seconds.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<Replayed> RunAsync(
        string account, PreviewedList before, PreviewedList after, long now, CancellationToken cancellationToken)
    {
        var since = now - (long)Reach.TotalSeconds;
        var rows = await attempts.ReadAsync(account, since, after: null, MostReplayed + 1, cancellationToken)
            .Take(MostReplayed + 1)
            .ToListAsync(cancellationToken);
        var replayed = rows.Take(MostReplayed).Select(AttemptRows.Read).ToList();
        var answers = replayed.ToLookup(attempt => (before.LetsIn(attempt.Key), after.LetsIn(attempt.Key)));
        return new(
            answers[(true, false)].Select(View),
            answers[(false, true)].Select(View),
            new(replayed.Count, Complete: rows.Count <= MostReplayed));
    }

    private AttemptView View(Attempt attempt) => AttemptView.Of(attempt, locations.Of(attempt.Key.Client));
}

/// <summary>The attempts whose answer changes, newest first.</summary>
/// <param name="NewlyBlocked">Those that are let in now and would not be.</param>
/// <param name="NewlyAllowed">Those that are not let in now and would be.</param>
/// <param name="Extent">How many attempts were looked at.</param>
internal sealed record Replayed(IEnumerable<AttemptView> NewlyBlocked, IEnumerable<AttemptView> NewlyAllowed, ReplayExtentView Extent);

/// <summary>How many entries were replayed, and whether these were all of the last 30 days, as the API shows it.</summary>
internal sealed record ReplayExtentView(int Replayed, bool Complete);
