using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Networks;

namespace IpAccess.Tests.Allowlists.Versions.Tree;

/// <summary>A tree that is compared with a sorted dictionary after each edit.</summary>
internal sealed class GrownTree(PageLimits limits, PageReader reader)
{
    private readonly SortedDictionary<Network, Rule> model = [];
    private readonly Dictionary<string, NewPage> pages = new(StringComparer.Ordinal);

    public Root Root { get; private set; } = Root.Empty;

    public async Task<IReadOnlyList<NewPage>> ApplyAsync(Edit[] edits)
    {
        var tree = new PageTree(limits, reader.With(pages.Values), TimeProvider.System);
        var before = Root;
        var edited = await tree.ApplyAsync(before, edits, CancellationToken.None);
        Root = edited.Root;
        foreach (var edit in edits)
        {
            _ = edit.Rule is null ? model.Remove(edit.Network) : (model[edit.Network] = edit.Rule) is not null;
        }

        foreach (var page in edited.Pages)
        {
            pages.Add(page.Ref.Id, page);
        }

        AssertContent();
        AssertShared(before, edited);
        return edited.Pages;
    }

    private void AssertContent()
    {
        var leaves = Root.Refs.SelectMany(Leaves).ToList();
        Assert.Equal(model.Values, leaves.SelectMany(leaf => pages[leaf.Id].Page.Rules));
        Assert.Equal(model.Count, Root.RuleCount);
        Assert.True(Root.HasLists || Root.Refs.Length <= limits.RootRefs);
        Assert.True(!Root.HasLists || leaves.Count > limits.RootRefs);
    }

    private IEnumerable<PageRef> Leaves(PageRef page)
    {
        AssertPage(page);
        if (!Root.HasLists)
        {
            return [page];
        }

        var list = pages[page.Id].Page.Refs;
        Assert.InRange(list.Length, 1, limits.ListRefs);
        Assert.All(list, AssertPage);
        return list;
    }

    private void AssertPage(PageRef page)
    {
        var stored = pages[page.Id];
        Assert.Equal(page, stored.Ref);
        Assert.Equal((page.First, page.Count), (stored.Page.First, stored.Page.Count));
        Assert.InRange(stored.Page.Rules.Length, stored.Page.Refs.IsEmpty ? 1 : 0, limits.Rules);
        Assert.InRange(stored.Bytes.Length, 1, limits.Bytes);
        var read = Page.Decode(stored.Bytes);
        Assert.Equal(stored.Page.Rules, read.Rules.AsEnumerable());
        Assert.Equal(stored.Page.Refs, read.Refs.AsEnumerable());
    }

    // Every page of the new root is one of the old root's, or new; and every new one is needed.
    private void AssertShared(Root before, EditedTree edited)
    {
        var old = Ids(before).ToHashSet(StringComparer.Ordinal);
        var added = Ids(Root).Where(id => !old.Contains(id));
        Assert.Equal(edited.Pages.Select(page => page.Ref.Id).Order(StringComparer.Ordinal), added.Order(StringComparer.Ordinal));
    }

    private IEnumerable<string> Ids(Root root) =>
        root.Refs.SelectMany(page => pages[page.Id].Page.Refs.Prepend(page)).Select(page => page.Id);
}
