using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Allowlists;

/// <summary>Something a caller should know about a request that was done.</summary>
/// <param name="Code">What it is, for programs.</param>
/// <param name="Message">What it is, for people.</param>
internal sealed record Warning(string Code, string Message)
{
    /// <summary>The caller's address is not known.</summary>
    public static Warning UnknownAddress { get; } = new(
        "unknown_address", "The service can not tell your address, so no list lets it in. See the setting IpAccess:ClientAddress.");

    /// <summary>The list does not fit into the memory from which decisions are made.</summary>
    public static Warning TooLargeForMemory { get; } = new(
        "too_large_for_memory", "The list is larger than the memory for decisions: see the setting IpAccess:Limits:DecisionCacheMegabytes.");

    /// <summary>The request has so many faults that it was read no further.</summary>
    public static Warning ReadNoFurther { get; } = new("read_no_further", FormattableString.Invariant(
        $"{Faults.Most} values are at fault: what comes behind them was not looked at."));

    /// <summary>The caller's address is let in only until a time.</summary>
    public static Warning ExpiresOnYou(Address caller, long until) => new(
        "expires_on_you", $"Your own address {caller} is let in only until {TimeText.Of(until)}, when the last rule for it expires.");

    /// <summary>Rules that were written have expired already; none where there are none.</summary>
    /// <param name="written">The rules.</param>
    /// <param name="now">The time, in Unix seconds.</param>
    public static IEnumerable<Warning> Expired(IEnumerable<Rule> written, long now)
    {
        var expired = written.Where(rule => rule.ExpiresAt <= now).ToList();
        return expired switch
        {
            [] => [],
            [var rule] => [new("expired", $"The rule for {rule.Network} has expired already, at {TimeText.Of(rule.ExpiresAt)}: it lets nobody in.")],
            [var first, ..] =>
            [
                new("expired", FormattableString.Invariant(
                    $"{expired.Count} rules have expired already, the first of them that for {first.Network}: they let nobody in.")),
            ],
        };
    }

    /// <summary>Comments that were too long for labels.</summary>
    public static Warning LabelsCut(int count, int firstLine) => new("label_cut", count == 1
        ? FormattableString.Invariant($"The comment in line {firstLine} is longer than 100 characters: its label is cut.")
        : FormattableString.Invariant($"{count} comments are longer than 100 characters, the first one in line {firstLine}: their labels are cut."));
}
