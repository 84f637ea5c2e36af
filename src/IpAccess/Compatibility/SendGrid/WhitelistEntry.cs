using IpAccess.Allowlists;

namespace IpAccess.Compatibility.SendGrid;

/// <summary>A rule as SendGrid shows it: always with a prefix, times in Unix seconds.</summary>
internal sealed record WhitelistEntry(long Id, string Ip, long CreatedAt, long UpdatedAt)
{
    /// <summary>The view of a rule.</summary>
    public static WhitelistEntry Of(Rule rule) => new(rule.Id, rule.Network.ToString(), rule.CreatedAt, rule.UpdatedAt);
}
