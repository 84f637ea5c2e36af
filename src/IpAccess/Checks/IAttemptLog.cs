using IpAccess.Decisions;

namespace IpAccess.Checks;

/// <summary>Where attempts to come in are recorded: the seam to a feature that checks know nothing else of.</summary>
internal interface IAttemptLog
{
    /// <summary>Takes note of an attempt. It returns at once, whatever storage does, and never fails.</summary>
    /// <param name="account">The account whose door it was.</param>
    /// <param name="question">Who tried, where and how.</param>
    /// <param name="decision">What became of it.</param>
    /// <param name="at">When, in Unix seconds.</param>
    void Record(string account, Question question, in Decision decision, long at);
}
