namespace IpAccess.Storage.Caching;

/// <summary>How far a value from memory can be trusted.</summary>
internal enum Freshness
{
    /// <summary>Read at most five seconds ago.</summary>
    Fresh,

    /// <summary>Storage is away, and the value is not too old yet: it may still answer, marked as stale.</summary>
    Stale,

    /// <summary>Storage is away, and the value is too old: it must not decide any more.</summary>
    Expired,
}

/// <summary>A value from memory.</summary>
/// <param name="Freshness">How far it can be trusted.</param>
/// <param name="Age">How long ago its reading began.</param>
internal sealed record Cached<T>(T Value, Freshness Freshness, TimeSpan Age);
