using IpAccess.Checks;
using IpAccess.Decisions;

namespace IpAccess.Attempts;

/// <summary>Attempts of one key while they are counted: an <see cref="Attempt"/> that can be changed in place.</summary>
internal struct Tally
{
    private long firstAt;
    private long lastAt;
    private bool? allowed;
    private long? ruleId;
    private string? credential;
    private string? userAgent;

    /// <summary>How many they are; 0 where it is new.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one more. In the same second, the newer is the latest.</summary>
    public void Add(Question question, in Decision decision, long at)
    {
        firstAt = Count == 0 ? at : Math.Min(firstAt, at);
        if (Count == 0 || at >= lastAt)
        {
            lastAt = at;
            allowed = decision.Allowed;
            ruleId = decision.Rule?.Id;
            credential = question.Credential;
            userAgent = question.UserAgent;
        }

        Count++;
    }

    /// <summary>Counts others from before.</summary>
    public void Add(Attempt earlier)
    {
        firstAt = Count == 0 ? earlier.FirstAt : Math.Min(firstAt, earlier.FirstAt);
        if (Count == 0 || earlier.LastAt > lastAt)
        {
            lastAt = earlier.LastAt;
            allowed = earlier.Allowed;
            ruleId = earlier.RuleId;
            credential = earlier.Credential;
            userAgent = earlier.UserAgent;
        }

        Count += earlier.Count;
    }

    /// <summary>The attempts: one entry, or several where it would stand for more than an entry can.</summary>
    public readonly IEnumerable<Attempt> ToAttempts(AttemptKey key)
    {
        var attempt = new Attempt
        {
            Key = key,
            FirstAt = firstAt,
            LastAt = lastAt,
            Count = Count,
            Allowed = allowed,
            RuleId = ruleId,
            Credential = credential,
            UserAgent = userAgent,
        };
        return attempt.Count <= AttemptFields.MostCounted ? [attempt] : Split(attempt);
    }

    private static IEnumerable<Attempt> Split(Attempt attempt)
    {
        for (var left = attempt.Count; left > 0; left -= AttemptFields.MostCounted)
        {
            yield return attempt with { Count = Math.Min(left, AttemptFields.MostCounted) };
        }
    }
}
