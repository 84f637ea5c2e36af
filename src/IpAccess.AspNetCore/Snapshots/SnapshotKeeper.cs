using IpAccess.AspNetCore.Telemetry;

namespace IpAccess.AspNetCore.Snapshots;

/// <summary>Keeps the file of the snapshot: reads it at start, and writes it when something changed that a start should know.</summary>
internal sealed class SnapshotKeeper(SnapshotFile file, SnapshotHolder holder, Alarms alarms, TimeProvider clock)
{
    private const long MostBetweenMarks = 10_000;
    private const int MarksInLimit = 4;
    private byte[]? unwritten;
    private string? writtenIdentity;
    private long writtenAsOf;
    private bool writtenRefused;

    /// <summary>Reads the file, and holds what is in it. Without one, or with one that is refused, there is nothing in hand.</summary>
    public void Load()
    {
        try
        {
            if (file.Read() is not { } filed)
            {
                return;
            }

            if (DateTimeOffset.FromUnixTimeMilliseconds(filed.AsOf) - clock.GetUtcNow() > Held.Tolerance)
            {
                alarms.Raise(Trouble.FileRefused, $"by this machine's clock {file.Path} is from the future, so its age can not be told");
                return;
            }

            if (filed.Fault is { } fault)
            {
                alarms.Raise(Trouble.FileRefused, fault);
            }

            holder.Start(filed.Snapshot, filed.AsOf, filed.IsRefused);
            (writtenIdentity, writtenAsOf, writtenRefused) = (filed.Snapshot.Identity, filed.AsOf, filed.IsRefused);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            alarms.Raise(Trouble.FileRefused, exception.Message);
        }
    }

    /// <summary>Writes what changed, and what could not be written before.</summary>
    /// <param name="taken">The bytes of the snapshot in hand, where it was taken up just now.</param>
    public void Keep(byte[]? taken)
    {
        if (file.Path is null || holder.Current is not { } held)
        {
            return;
        }

        unwritten = taken ?? unwritten;
        try
        {
            if (unwritten is not null && held.Snapshot.Identity != writtenIdentity)
            {
                file.Write(unwritten);
                (writtenIdentity, writtenAsOf) = (held.Snapshot.Identity, held.Snapshot.AsOf);
            }

            unwritten = null;

            if (IsMarkDue(held))
            {
                file.Mark(held.Snapshot.Identity, held.AsOf, holder.IsRefused);
                (writtenAsOf, writtenRefused) = (held.AsOf, holder.IsRefused);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            alarms.Raise(Trouble.FileNotWritten, exception.Message);
        }
    }

    /// <summary>Writes, at the end, when the service last confirmed what is in hand.</summary>
    public void Close()
    {
        writtenAsOf = 0;
        Keep(taken: null);
    }

    // Contents that could not be written must not be marked: the file would have others.
    private bool IsMarkDue(Held held)
    {
        var most = Math.Min(MostBetweenMarks, Limits.Of(held).Ticks / TimeSpan.TicksPerMillisecond / MarksInLimit);
        return held.Snapshot.Identity == writtenIdentity && (held.AsOf - writtenAsOf >= most || holder.IsRefused != writtenRefused);
    }
}
