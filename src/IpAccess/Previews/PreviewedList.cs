using IpAccess.Allowlists;
using IpAccess.Attempts;
using IpAccess.Decisions;
using IpAccess.Http.Messages;
using IpAccess.Hygiene;

namespace IpAccess.Previews;

/// <summary>A list as it is or would be, read whole, at one time.</summary>
internal sealed class PreviewedList
{
    private readonly DecisionSettings settings;
    private readonly RuleIndex index;
    private readonly IReadOnlyList<Rule> inForce;
    private readonly long now;

    private PreviewedList(AllowlistSettings settings, Rule[] rules, long now)
    {
        this.settings = settings.ForDecisions();
        this.now = now;
        index = new(rules);
        inForce = Array.FindAll(rules, rule => rule.IsInForce(now));
    }

    /// <summary>How many addresses it lets in by rules, as a decimal text.</summary>
    public string Addresses => ApiJson.Number(AddressCount.Of(inForce.Select(rule => rule.Network)));

    /// <summary>Its shadowed rules.</summary>
    public IEnumerable<Shadow> Shadowed => Shadow.Of(inForce);

    /// <summary>Reads a list.</summary>
    public static async Task<PreviewedList> ReadAsync(IAllowlist list, long now, CancellationToken cancellationToken) =>
        new(list.Settings, await list.ReadAllAsync(cancellationToken), now);

    /// <summary>Whether it lets in who tried to come in, were they to try now.</summary>
    public bool LetsIn(AttemptKey attempt) => Decision.For(settings, index, attempt.Client, attempt.Surface, now).Allowed;
}
