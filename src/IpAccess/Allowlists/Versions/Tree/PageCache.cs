using IpAccess.Allowlists.Versions.Pages;
using Microsoft.Extensions.Caching.Memory;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>The pages read lately, shared by all accounts. Pages never change, so that none is ever stale.</summary>
/// <param name="bytes">The memory that they may take, about.</param>
internal sealed class PageCache(long bytes = PageCache.DefaultBytes) : IDisposable
{
    /// <summary>256 MiB: about a million rules.</summary>
    public const long DefaultBytes = 256L * 1024 * 1024;

    private readonly MemoryCache pages = new(new MemoryCacheOptions { SizeLimit = bytes });

    /// <summary>A page, or null where it is not in memory.</summary>
    public Page? Find(string account, string page) => pages.Get<Page>((account, page));

    /// <summary>Remembers a page for a while.</summary>
    public void Add(string account, string id, Page page) =>
        pages.Set((account, id), page, new MemoryCacheEntryOptions { Size = page.MemoryBytes });

    /// <inheritdoc/>
    public void Dispose() => pages.Dispose();
}
