using IpAccess.Text;

namespace IpAccess.Attempts;

/// <summary>Attempts of one address, surface and method as the API shows them.</summary>
internal sealed record AttemptView(
    string Ip,
    string? Surface,
    string? Method,
    bool? Allowed,
    string FirstAt,
    string LastAt,
    long Count,
    string? Location,
    string? Credential,
    string? UserAgent,
    long? RuleId)
{
    /// <summary>The view of an entry.</summary>
    public static AttemptView Of(Attempt attempt, string? location) => new(
        attempt.Key.Client.ToString(),
        attempt.Key.Surface,
        attempt.Key.Method,
        attempt.Allowed,
        TimeText.Of(attempt.FirstAt),
        TimeText.Of(attempt.LastAt),
        attempt.Count,
        location,
        attempt.Credential,
        attempt.UserAgent,
        attempt.RuleId);
}
