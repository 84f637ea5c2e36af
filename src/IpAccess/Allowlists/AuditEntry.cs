namespace IpAccess.Allowlists;

/// <summary>Who did something, and from where.</summary>
/// <param name="Key">The id of the key, or <c>operator</c>.</param>
/// <param name="Address">The caller's own address; empty where it is unknown.</param>
/// <param name="DerivedFrom">Where the address was read: <c>connection</c>, <c>forwarded_for</c> or <c>header</c>.</param>
internal sealed record Actor(string Key, string Address, string DerivedFrom);

/// <summary>What the audit tells of one change; its version and time come with the commit.</summary>
/// <param name="Action">What was done, as the API spells it: <c>rules_added</c>, <c>settings_changed</c>, …</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Before">What was there before, as JSON.</param>
/// <param name="After">What is there now, as JSON.</param>
/// <param name="RequestId">The request that did it.</param>
internal sealed record AuditEntry(string Action, Actor Actor, byte[] Before, byte[] After, string RequestId);
