using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions;

/// <summary>Builds the list of an account that does not exist yet: its pages are written, and nothing refers to them but who builds.</summary>
internal sealed class ListBuilder(ITables tables, PageCache cache, PageLimits limits, TimeProvider time)
{
    /// <summary>The rules to add at once: as many as some full pages hold.</summary>
    public int RulesAtOnce { get; } = 4 * limits.Rules;

    private readonly IRowTable table = tables.Open(TableNames.Allowlists, StorageTimeout.ForOperations);

    /// <summary>Adds rules to a list, each of a network that it does not have, and writes their pages.</summary>
    /// <returns>The list with them.</returns>
    public async Task<Root> AddAsync(string account, Root list, IReadOnlyList<Rule> rules, CancellationToken cancellationToken)
    {
        var edited = await new PageTree(limits, new PageReader(table, cache, account), time)
            .ApplyAsync(list, Edits.Of(rules, []), cancellationToken);
        await PageRows.WriteAsync(table, account, edited.Pages, cancellationToken);
        return edited.Root;
    }
}
