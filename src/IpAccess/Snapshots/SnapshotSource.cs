using System.Security.Cryptography;
using System.Text;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Packing;

namespace IpAccess.Snapshots;

/// <summary>What is in a snapshot: what is known of it after one read. Its rules are read when it is packed.</summary>
/// <param name="AsOf">When the reading began.</param>
/// <param name="List">The list that decides.</param>
internal sealed record SnapshotSource(DateTimeOffset AsOf, Allowlist List)
{
    private const int IdentityBytes = 16;

    /// <summary>What decides once a version that nobody confirmed is over; null where none awaits its confirmation.</summary>
    public RevertingList? Reverts { get; init; }

    /// <summary>Whether a list is longer than a snapshot can have.</summary>
    public bool IsTooLong => Math.Max(List.RuleCount, Reverts?.List.RuleCount ?? 0) > SnapshotFormat.MostRules;

    /// <summary>
    /// What is the same as long as the content is, and no longer: the number of a version comes again where storage is put back to a
    /// backup, and what is written beside lists, such as keys, makes no new one.
    /// </summary>
    public string Identity()
    {
        var all = new PackWriter();
        all.Byte(SnapshotFormat.Version);
        all.Section(Encoding.UTF8.GetBytes(List.Account));
        Tell(all, List);
        if (Reverts is { } reverts)
        {
            all.Signed(reverts.At);
            Tell(all, reverts.List);
        }

        return Convert.ToHexStringLower(SHA256.HashData(all.Written).AsSpan(0, IdentityBytes));
    }

    /// <summary>Reads the rules and packs everything. A rule is in memory only while its page is.</summary>
    /// <param name="identity">The <see cref="Identity"/>.</param>
    public async Task<byte[]> PackAsync(string identity)
    {
        var rules = await ReadAsync(List);
        var reverts = Reverts is not { } later ? null : new RevertContent(
            later.At,
            StateOf(later.List, later.List.Root.IsSameAs(List.Root) ? rules : await ReadAsync(later.List)));
        return SnapshotFormat.Pack(new(List.Account, identity, StateOf(List, rules), reverts));
    }

    private static StateContent StateOf(Allowlist list, SnapshotRules rules) => new(list.Version, list.Settings.ForDecisions(), rules, []);

    private static async Task<SnapshotRules> ReadAsync(Allowlist list)
    {
        var rules = new SnapshotRules();
        await foreach (var rule in list.ReadAsync(after: null, CancellationToken.None))
        {
            rules.Add(rule);
        }

        return rules;
    }

    // Pages never change, and no id is given twice: a root says which rules they are.
    private static void Tell(PackWriter all, Allowlist list)
    {
        all.Signed(list.Version);
        all.Section(Encoding.UTF8.GetBytes(SettingsText.Write(list.Settings)));
        all.Number((uint)list.Root.Refs.Length);
        foreach (var page in list.Root.Refs)
        {
            all.Section(Encoding.UTF8.GetBytes(page.Id));
        }
    }
}

/// <summary>A list that comes back at a time (Unix seconds).</summary>
internal sealed record RevertingList(long At, Allowlist List);
