using IpAccess.Http.Messages;

namespace IpAccess.Allowlists.Versions;

/// <summary>What a commit would come to.</summary>
/// <param name="Before">The list as it is.</param>
/// <param name="After">The list as it would be, were it not refused; the same as <paramref name="Before"/> where nothing would change.</param>
/// <param name="Refusal">Why it would be refused; null where it would not.</param>
/// <param name="Attempt">What would be written; null where there is nothing to write.</param>
internal sealed record DryRun(Allowlist Before, Allowlist After, Problem? Refusal, CommitAttempt? Attempt);
