using IpAccess.Storage.Caching;

namespace IpAccess.Exports;

/// <summary>What exports say of themselves, in memory: a list is not read again to say that it is the same.</summary>
internal sealed class ExportMemory : IDisposable
{
    private const long Capacity = 1024 * 1024;
    private const int BytesEach = 1024;
    private readonly WeighedCache<Known> known = new(Capacity);

    /// <summary>What an export says of itself at this time (Unix seconds); null where that is not known.</summary>
    public ExportFacts? Find(ExportIdentity identity, long now) =>
        known.Find(identity.Text) is { } found && found.Since <= now && !(found.Facts.HoldsUntil <= now) ? found.Facts : null;

    /// <summary>Keeps what an export says of itself from this time on.</summary>
    public void Keep(ExportIdentity identity, ExportFacts facts, long now) => known.Put(identity.Text, new(facts, now), BytesEach);

    public void Dispose() => known.Dispose();

    // A clock can go back to before a rule ended.
    private sealed record Known(ExportFacts Facts, long Since);
}
