using IpAccess.Attempts;

namespace IpAccess.Testing.Attempts;

/// <summary>What the store must come to: all attempts of all messages, each message once, added up only when asked.</summary>
internal sealed class AttemptModel
{
    private readonly HashSet<string> messages = new(StringComparer.Ordinal);
    private readonly List<Attempt> attempts = [];

    /// <summary>Takes a message in, as often as it comes.</summary>
    public void Record(AttemptMessage message)
    {
        if (messages.Add(message.Id))
        {
            attempts.AddRange(message.Attempts);
        }
    }

    /// <summary>The entries. Of several attempts in the same second, the one recorded last is the latest.</summary>
    public Dictionary<AttemptKey, Attempt> Entries()
    {
        var entries = new Dictionary<AttemptKey, Attempt>();
        foreach (var same in attempts.GroupBy(attempt => attempt.Key))
        {
            var lastAt = same.Max(attempt => attempt.LastAt);
            entries[same.Key] = same.Last(attempt => attempt.LastAt == lastAt) with
            {
                FirstAt = same.Min(attempt => attempt.FirstAt),
                Count = same.Sum(attempt => attempt.Count),
            };
        }

        return entries;
    }
}
