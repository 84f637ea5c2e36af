using System.Globalization;
using IpAccess.Checks;
using IpAccess.Decisions;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Authorize;

/// <summary>The headers in which a proxy is told what was decided, for its log or the server behind it.</summary>
internal static class DecisionHeaders
{
    private const string Decided = "X-IpAccess-Decision";
    private const string Why = "X-IpAccess-Reason";
    private const string Rule = "X-IpAccess-Rule";
    private const string Client = "X-IpAccess-Client";
    private const string Stale = "X-IpAccess-Stale";

    /// <summary>Tells a decision. What there is not is not told: a rule, an address, that the answer is stale.</summary>
    public static void Tell(IHeaderDictionary headers, Address client, in Decision decision, DecidedQuestions decisions)
    {
        headers[Decided] = decision.Allowed ? "allow" : "deny";
        headers[Why] = ReasonNames.Of(decision.Reason);
        headers[Answer.VersionHeader] = Text(decisions.Version);
        if (decision.Rule is { } rule)
        {
            headers[Rule] = Text(rule.Id);
        }

        if (!client.IsNone)
        {
            headers[Client] = client.ToString();
        }

        if (decisions.IsStale)
        {
            headers[Stale] = "true";
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
