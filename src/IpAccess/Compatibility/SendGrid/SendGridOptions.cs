namespace IpAccess.Compatibility.SendGrid;

/// <summary>What differs between clients of SendGrid's API.</summary>
internal sealed class SendGridOptions
{
    /// <summary>
    /// Whether <c>GET …/whitelist/{rule_id}</c> answers its result as an object. SendGrid's reference shows an array of one, and
    /// some clients were written for an object.
    /// </summary>
    public bool SingleResultAsObject { get; set; }
}
