using IpAccess.Snapshots;

namespace IpAccess.AspNetCore.Snapshots;

/// <summary>What the service said to a poll.</summary>
internal abstract record PollAnswer
{
    private PollAnswer()
    {
    }

    /// <summary>Another snapshot than the one in hand.</summary>
    /// <param name="Bytes">It, as it came.</param>
    public sealed record Changed(Snapshot Snapshot, byte[] Bytes) : PollAnswer;

    /// <summary>The one in hand still holds.</summary>
    /// <param name="AsOf">As of when, in Unix milliseconds.</param>
    public sealed record Unchanged(long AsOf) : PollAnswer;

    /// <summary>The key was refused.</summary>
    public sealed record Refused(int Status) : PollAnswer;

    /// <summary>A snapshot that is cut off, damaged, or of an unknown format.</summary>
    public sealed record Damaged(string What) : PollAnswer;

    /// <summary>No answer, or none that can be used.</summary>
    public sealed record None(string What) : PollAnswer;
}
