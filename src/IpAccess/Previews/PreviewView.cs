using System.Text.Json.Serialization;
using IpAccess.Allowlists;
using IpAccess.Attempts;
using IpAccess.Hygiene;
using IpAccess.Rules;
using IpAccess.Text;

namespace IpAccess.Previews;

/// <summary>What a change would do, as the API shows it. Where the change itself is at fault, most of it is not known: null.</summary>
internal sealed record PreviewView(bool Valid, long Version, IEnumerable<RuleView> Rules)
{
    /// <summary>The ids to remove that no rule has.</summary>
    public required IReadOnlyList<long> NotFound { get; init; }

    /// <summary>What is wrong with the change.</summary>
    public required IReadOnlyList<Fault> Errors { get; init; }

    /// <summary>What the caller should know of how the change was read; left out where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Warning>? Warnings { get; init; }

    /// <summary>Whether the write would be refused because it would lock its caller out.</summary>
    public bool? WouldLockYouOut { get; init; }

    /// <summary>The caller's own address; null where it is unknown.</summary>
    public required string? YourAddress { get; init; }

    /// <summary>The attempts that are let in now and would not be.</summary>
    public IEnumerable<AttemptView> NewlyBlocked { get; init; } = [];

    /// <summary>The attempts that are not let in now and would be.</summary>
    public IEnumerable<AttemptView> NewlyAllowed { get; init; } = [];

    /// <summary>The rules that are not shadowed now and would be.</summary>
    public IEnumerable<ShadowView> Shadowed { get; init; } = [];

    /// <summary>How many addresses rules let in now.</summary>
    public string? AddressesBefore { get; init; }

    /// <summary>How many addresses rules would let in.</summary>
    public string? AddressesAfter { get; init; }

    /// <summary>How many rules there would be.</summary>
    public long? RuleCount { get; init; }

    /// <summary>How many attempts were looked at.</summary>
    public ReplayExtentView? Attempts { get; init; }
}
