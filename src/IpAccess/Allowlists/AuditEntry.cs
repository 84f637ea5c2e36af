namespace IpAccess.Allowlists;

/// <summary>What the audit tells of one change; its version and time come with the commit.</summary>
/// <param name="Action">What was done, as the API spells it: <c>rules_added</c>, <c>settings_changed</c>, …</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Before">What was there before, as JSON.</param>
/// <param name="After">What is there now, as JSON.</param>
internal sealed record AuditEntry(string Action, Actor Actor, byte[] Before, byte[] After);
