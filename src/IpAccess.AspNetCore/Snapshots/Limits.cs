namespace IpAccess.AspNetCore.Snapshots;

/// <summary>How old a snapshot may be that decides.</summary>
internal static class Limits
{
    /// <summary>Where the account does not say.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(60);

    /// <summary>How old this one may be, by its own settings.</summary>
    public static TimeSpan Of(Held held) =>
        held.Snapshot.At(held.ServiceTime(held.Age)).Settings.MaxStaleSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Default;
}
