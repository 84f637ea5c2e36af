using System.Diagnostics;
using IpAccess.Allowlists;
using IpAccess.Decisions;
using IpAccess.Http.Messages;
using IpAccess.Telemetry;

namespace IpAccess.Checks;

/// <summary>What the span <see cref="TelemetryNames.DecideSpan"/> tells: never who asked, nor about whom.</summary>
internal static class DecisionSpan
{
    /// <summary>Begins the span of the decisions on one request; null where nobody listens.</summary>
    public static Activity? Start() => Spans.Source.StartActivity(TelemetryNames.DecideSpan);

    /// <summary>Tells the decisions, or that there are none.</summary>
    public static void Tell(this Activity span, DecidedQuestions? decisions, Refusal? refusal)
    {
        if (decisions is null)
        {
            span.Fail(Problems.Of(refusal!).Slug);
            return;
        }

        if (decisions.All is [var only])
        {
            span.SetTag(AttributeNames.Reason, ReasonNames.Of(only.Reason)).SetTag(AttributeNames.Allowed, only.Allowed);
        }
        else
        {
            span.SetTag(AttributeNames.Count, decisions.All.Count);
        }

        span.SetTag(AttributeNames.Version, decisions.Version).SetTag(AttributeNames.Stale, decisions.IsStale);
    }
}
