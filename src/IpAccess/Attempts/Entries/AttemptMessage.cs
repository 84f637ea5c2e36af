namespace IpAccess.Attempts.Entries;

/// <summary>Attempts of an account that count together, and once however often they come: as one message of the queue <c>access-attempts</c>.</summary>
/// <param name="Id">The producer's id of it: a message that comes twice counts once.</param>
/// <param name="Account">The account whose door it was.</param>
/// <param name="Attempts">1–30 entries.</param>
internal sealed record AttemptMessage(string Id, string Account, IReadOnlyList<Attempt> Attempts)
{
    /// <summary>The entries of a message, at most: with three row changes each, they fit into one transaction.</summary>
    public const int MostAttempts = 30;
}
