using System.Diagnostics.CodeAnalysis;
using IpAccess.Networks;

namespace IpAccess.AspNetCore.Attempts;

/// <summary>What attempts that are taken together have in common: who, and where. How is always by HTTP.</summary>
internal readonly record struct AttemptKey(Address Client, string? Surface)
{
    /// <summary>
    /// Compares them. Who owns a network can try from addresses that he picks: their hashes depend on a secret of the process,
    /// which the platform's own hash of a number does not.
    /// </summary>
    public sealed class Comparer : IEqualityComparer<AttemptKey>
    {
        /// <summary>The one there is.</summary>
        public static Comparer Instance { get; } = new();

        /// <inheritdoc/>
        public bool Equals(AttemptKey x, AttemptKey y) =>
            x.Client == y.Client && string.Equals(x.Surface, y.Surface, StringComparison.Ordinal);

        /// <inheritdoc/>
        public int GetHashCode([DisallowNull] AttemptKey obj)
        {
            var bits = obj.Client.Bits;
            return HashCode.Combine(obj.Surface, (uint)bits, (uint)(bits >> 32), (uint)(bits >> 64), (uint)(bits >> 96));
        }
    }
}
