using IpAccess.Attempts;

namespace IpAccess.Compatibility.SendGrid;

/// <summary>Attempts of one address, surface and method as SendGrid shows them. There every text is there: what is not known is empty.</summary>
internal sealed record ActivityEntry(bool Allowed, string AuthMethod, long FirstAt, string Ip, long LastAt, string Location)
{
    /// <summary>The view of an entry.</summary>
    public static ActivityEntry Of(Attempt attempt, string? location) => new(
        attempt.Allowed ?? false,
        attempt.Key.Method ?? string.Empty,
        attempt.FirstAt,
        attempt.Key.Client.ToString(),
        attempt.LastAt,
        location ?? string.Empty);
}
