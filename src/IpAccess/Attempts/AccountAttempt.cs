namespace IpAccess.Attempts;

/// <summary>An entry, and whose door it was.</summary>
/// <param name="Account">The account.</param>
/// <param name="Attempt">The attempt, or several of the same key.</param>
internal readonly record struct AccountAttempt(string Account, Attempt Attempt);
