using Microsoft.Extensions.Caching.Memory;

namespace IpAccess.Storage.Caching;

/// <summary>
/// Values in memory, within a bound of bytes; those asked for least lately go first. A value that finds no room is kept all the
/// same as long as no other one needs to be: the list in use is not read anew for each question, however large it is.
/// </summary>
/// <param name="capacity">The bytes that all values may take, but the one without room.</param>
internal sealed class WeighedCache<T>(long capacity) : IDisposable
    where T : class
{
    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = capacity });
    // A tuple of references is replaced as a whole: no reader sees one's key with another's value.
    private volatile Tuple<string, T>? oversized;

    /// <summary>The value of a key; null for none.</summary>
    public T? Find(string key) =>
        kept.Get<T>(key) ?? (oversized is { } held && held.Item1 == key ? held.Item2 : null);

    /// <summary>Keeps a value.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool Put(string key, T value, long bytes)
    {
        // The cache refuses without a word what finds no room: only looking tells.
        kept.Set(key, value, new MemoryCacheEntryOptions { Size = bytes });
        if (kept.Get<T>(key) == value)
        {
            Release(key);
            return true;
        }

        oversized = Tuple.Create(key, value);
        return false;
    }

    /// <summary>Lets go of a key.</summary>
    public void Remove(string key)
    {
        kept.Remove(key);
        Release(key);
    }

    /// <inheritdoc/>
    public void Dispose() => kept.Dispose();

    private void Release(string key)
    {
        if (oversized is { } held && held.Item1 == key)
        {
            oversized = null;
        }
    }
}
