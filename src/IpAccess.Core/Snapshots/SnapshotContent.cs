using System.Collections.Immutable;
using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Snapshots;

/// <summary>What is packed into a snapshot: all of it but the time as of which it holds.</summary>
/// <param name="Account">The account.</param>
/// <param name="Identity">What tells this content from any other.</param>
/// <param name="State">What decides.</param>
/// <param name="Reverts">What decides later, unless somebody confirms the version; null where none awaits that.</param>
internal sealed record SnapshotContent(string Account, string Identity, StateContent State, RevertContent? Reverts = null);

/// <summary>A state to be packed.</summary>
/// <param name="Version">The version of the list.</param>
/// <param name="Settings">Its settings; the reasons of recoveries are left out.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="Denied">The networks that were denied, in their order.</param>
internal sealed record StateContent(long Version, DecisionSettings Settings, SnapshotRules Rules, ImmutableArray<Network> Denied);

/// <summary>A state to be packed that decides from a time on.</summary>
/// <param name="At">The time, in Unix seconds.</param>
/// <param name="State">The state. Rules that are the same object as those that decide now are written once.</param>
internal sealed record RevertContent(long At, StateContent State);
