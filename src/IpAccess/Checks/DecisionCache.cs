using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Storage;

namespace IpAccess.Checks;

/// <summary>All that decisions on an account need.</summary>
/// <param name="Version">The version of the list.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Index">Its rules.</param>
/// <param name="Bytes">About how much memory this holds.</param>
internal sealed record DecisionState(long Version, Settings Settings, RuleIndex Index, long Bytes);

/// <summary>What decisions need of each account, in memory, never older than contract section 5 allows.</summary>
internal sealed class DecisionCache : IDisposable
{
    private const int BytesPerRule = 160;
    private const int BytesPerAccount = 1024;
    private readonly AllowlistStore store;
    private readonly FreshCache<DecisionState> states;

    /// <summary>An empty cache, which forgets an account whenever this process changes its list.</summary>
    /// <param name="store">The lists.</param>
    /// <param name="editor">Who changes them here.</param>
    /// <param name="capacity">The bytes that it may take.</param>
    /// <param name="clock">The time.</param>
    public DecisionCache(AllowlistStore store, AllowlistEditor editor, long capacity, TimeProvider clock)
    {
        this.store = store;
        states = new(ReadAsync, state => state.Bytes, capacity, clock);
        editor.Changed += states.Forget;
    }

    /// <summary>What is needed to decide on an account; null where there is no such account.</summary>
    public ValueTask<Cached<DecisionState>?> GetAsync(string account, CancellationToken cancellationToken) =>
        states.GetAsync(account, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => states.Dispose();

    private async Task<DecisionState?> ReadAsync(string account, DecisionState? known)
    {
        if (await store.FindAsync(account, Patience.Check, CancellationToken.None) is not { } list)
        {
            return null;
        }

        // Versions are immutable: the same number is the same list.
        if (known?.Version == list.Version)
        {
            return known;
        }

        var rules = await list.ReadAllAsync(CancellationToken.None);
        var index = new RuleIndex(rules);
        return new(list.Version, list.Settings, index, BytesPerAccount + (BytesPerRule * rules.LongLength) + index.ApproximateBytes);
    }
}
