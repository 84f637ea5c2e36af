using System.Diagnostics.CodeAnalysis;
using IpAccess.Attempts.Entries;

namespace IpAccess.Attempts.Recording;

/// <summary>What attempts that are taken together have in common.</summary>
/// <param name="Account">The account whose door it was.</param>
/// <param name="Key">Who, where and how.</param>
internal readonly record struct PendingKey(string Account, AttemptKey Key)
{
    /// <summary>
    /// Compares them. Who owns a network can try from addresses that he picks: their hashes depend on a secret of the process,
    /// which the platform's own hash of a number does not.
    /// </summary>
    public sealed class Comparer : IEqualityComparer<PendingKey>
    {
        /// <summary>The one there is.</summary>
        public static Comparer Instance { get; } = new();

        /// <inheritdoc/>
        public bool Equals(PendingKey x, PendingKey y) =>
            x.Key.Client == y.Key.Client
            && string.Equals(x.Account, y.Account, StringComparison.Ordinal)
            && string.Equals(x.Key.Surface, y.Key.Surface, StringComparison.Ordinal)
            && string.Equals(x.Key.Method, y.Key.Method, StringComparison.Ordinal);

        /// <inheritdoc/>
        public int GetHashCode([DisallowNull] PendingKey obj)
        {
            var bits = obj.Key.Client.Bits;
            return HashCode.Combine(
                obj.Account, obj.Key.Surface, obj.Key.Method, (uint)bits, (uint)(bits >> 32), (uint)(bits >> 64), (uint)(bits >> 96));
        }
    }
}
