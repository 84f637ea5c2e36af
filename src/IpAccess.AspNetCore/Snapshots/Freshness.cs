using IpAccess.AspNetCore.Telemetry;

namespace IpAccess.AspNetCore.Snapshots;

/// <summary>Notices when a list grows too old, and when the clocks that say so disagree.</summary>
internal sealed class Freshness(SnapshotHolder holder, Alarms alarms)
{
    private SnapshotPoller? poller;

    /// <summary>Names who asks the service, and has to at once where the clock jumped.</summary>
    public void Watch(SnapshotPoller asking) => poller = asking;

    /// <summary>Tells when the clock jumped, once for each answer of the service that came before.</summary>
    public void LookAtClocks()
    {
        if (holder.Current is { } held)
        {
            LookAtClocks(held, held.Age);
        }
    }

    /// <summary>The same, where the age is known already.</summary>
    public void LookAtClocks(Held held, in Age age)
    {
        if (age.HasJumped && held.TellsJump())
        {
            alarms.Raise(
                Trouble.ClockJumped,
                FormattableString.Invariant($"by {age.Drift.TotalSeconds:F0} s since the service last answered; it is asked at once, and until then nobody is let in because of that"));
            poller?.Wake();
        }
    }

    /// <summary>Tells when nothing in hand may decide any more.</summary>
    public void LookAtAge()
    {
        if (holder.Current is not { } held)
        {
            alarms.Raise(Trouble.Expired, "there never was a list");
        }
        else if (Limits.Of(held) is var limit && held.Age.Total is var age && age > limit)
        {
            alarms.Raise(Trouble.Expired, FormattableString.Invariant($"the list is {age.TotalSeconds:F0} s old, and its limit is {limit.TotalSeconds:F0} s"));
        }
    }
}
