using System.Collections.Immutable;
using IpAccess.Decisions;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Allowlists;

/// <summary>A list as the guard sees it, written down plainly. Its networks are all /24.</summary>
/// <param name="Guard">Whether the guard is on.</param>
/// <param name="Mode">The mode.</param>
/// <param name="EmptyList">What an empty list means.</param>
/// <param name="Rules">The networks in the order of their ids, from 1, and whether each counts; null for one that is gone.</param>
internal sealed record GuardedList(bool Guard, string Mode, string EmptyList, ImmutableList<(string Network, bool Counts)?> Rules)
{
    /// <summary>Whether the list lets this address in; null is the unknown one.</summary>
    public bool LetsIn(string? address) =>
        address is not null
        && (Rules.All(rule => rule is null)
            ? EmptyList == "allow"
            : Rules.Any(rule => rule is { Counts: true } found && address.StartsWith(found.Network[..^"0/24".Length], StringComparison.Ordinal)));

    public GuardedList Without(int id) => this with { Rules = Rules.SetItem(id - 1, null) };

    public GuardedList With(int id, bool counts) => this with { Rules = Rules.SetItem(id - 1, (Rules[id - 1]!.Value.Network, counts)) };

    public GuardedList Plus(params string[] networks) =>
        this with { Rules = Rules.AddRange(networks.Select(network => ((string, bool)?)(network, true))) };
}

/// <summary>A write, and what it makes of a list.</summary>
internal sealed record GuardedWrite(string Method, string Path, string? Body, Func<GuardedList, GuardedList> Make, bool StartsEmpty = false)
{
    private const string Rules = TestAccount.Rules;
    private const string Settings = TestAccount.Settings;
    private const string Later = "2026-11-23T00:00:00Z";
    private const string Earlier = "2026-11-22T00:00:00Z";

    /// <summary>Whether it changes something that the guard does not look at.</summary>
    public bool ChangesMore { get; private init; }

    /// <summary>The kinds of writes. Before them, rule 1 is for someone else, 2 for the caller, 3 for the caller too, but disabled.</summary>
    public static IReadOnlyDictionary<string, GuardedWrite> All { get; } = new Dictionary<string, GuardedWrite>
    {
        ["first add, of the caller"] = new("POST", Rules, Add("203.0.113.0/24"), list => list.Plus("203.0.113.0/24"), StartsEmpty: true),
        ["first add, of others"] = new("POST", Rules, Add("198.51.100.0/24"), list => list.Plus("198.51.100.0/24"), StartsEmpty: true),
        ["first replace"] = new("PUT", Rules, Add("198.51.100.0/24"), list => list.Plus("198.51.100.0/24"), StartsEmpty: true),
        ["deny when empty"] = new("PATCH", Settings, """{"empty_list":"deny"}""", list => list with { EmptyList = "deny" }, StartsEmpty: true),
        ["guard on when empty"] = new("PATCH", Settings, """{"lockout_guard":true}""", list => list with { Guard = true }, StartsEmpty: true),
        ["enforce when empty"] = new("PATCH", Settings, """{"mode":"enforce"}""", list => list with { Mode = "enforce" }, StartsEmpty: true),
        ["add"] = new("POST", Rules, Add("10.0.0.0/24"), list => list.Plus("10.0.0.0/24")),
        ["add what is there"] = new("POST", Rules, Add("198.51.100.0/24"), list => list),
        ["delete others"] = new("DELETE", Rules + "/1", null, list => list.Without(1)),
        ["delete the caller"] = new("DELETE", Rules + "/2", null, list => list.Without(2)),
        ["bulk delete others"] = new("POST", Rules + "/delete", """{"ids":[1,3]}""", list => list.Without(1).Without(3)),
        ["bulk delete the caller"] = new("POST", Rules + "/delete", """{"ids":[2,9]}""", list => list.Without(2)),
        ["bulk delete all"] = new("POST", Rules + "/delete", """{"ids":[1,2,3]}""", list => list.Without(1).Without(2).Without(3)),
        ["bulk delete nothing"] = new("POST", Rules + "/delete", """{"ids":[9]}""", list => list),
        ["replace with the caller"] = new("PUT", Rules, Add("203.0.113.0/24", "10.0.0.0/24"), list => list.Without(1).Without(3).Plus("10.0.0.0/24")),
        ["replace without the caller"] = new("PUT", Rules, Add("10.0.0.0/24"), list => list.Without(1).Without(2).Without(3).Plus("10.0.0.0/24")),
        ["replace by nothing"] = new("PUT", Rules, Add(), list => list.Without(1).Without(2).Without(3)),
        ["disable the caller"] = new("PATCH", Rules + "/2", """{"enabled":false}""", list => list.With(2, counts: false)),
        ["disable others"] = new("PATCH", Rules + "/1", """{"enabled":false}""", list => list.With(1, counts: false)),
        ["enable the caller"] = new("PATCH", Rules + "/3", """{"enabled":true}""", list => list.With(3, counts: true)),
        ["expire the caller"] = new("PATCH", Rules + "/2", $$"""{"expires_at":"{{Earlier}}"}""", list => list.With(2, counts: false)),
        ["expire the caller now"] = new("PATCH", Rules + "/2", """{"expires_at":"2026-11-22T12:00:00Z"}""", list => list.With(2, counts: false)),
        ["expire the caller later"] = new("PATCH", Rules + "/2", $$"""{"expires_at":"{{Later}}"}""", list => list) { ChangesMore = true },
        ["label"] = new("PATCH", Rules + "/1", """{"label":"x"}""", list => list) { ChangesMore = true },
        ["enforce"] = new("PATCH", Settings, """{"mode":"enforce"}""", list => list with { Mode = "enforce" }),
        ["monitor"] = new("PATCH", Settings, """{"mode":"monitor"}""", list => list with { Mode = "monitor" }),
        ["off"] = new("PATCH", Settings, """{"mode":"off"}""", list => list with { Mode = "off" }),
        ["deny"] = new("PATCH", Settings, """{"empty_list":"deny"}""", list => list with { EmptyList = "deny" }),
        ["allow"] = new("PATCH", Settings, """{"empty_list":"allow"}""", list => list with { EmptyList = "allow" }),
        ["surfaces"] = new("PATCH", Settings, """{"exempt_surfaces":["smtp"]}""", list => list) { ChangesMore = true },
        ["guard on"] = new("PATCH", Settings, """{"lockout_guard":true}""", list => list with { Guard = true }),
        ["guard on and enforce"] = new("PATCH", Settings, """{"lockout_guard":true,"mode":"enforce"}""", list => list with { Guard = true, Mode = "enforce" }),
    };

    private static string Add(params string[] networks) =>
        $$"""{"rules":[{{string.Join(',', networks.Select(network => $$"""{"value":"{{network}}"}"""))}}]}""";
}
