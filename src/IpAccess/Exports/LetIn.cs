using System.Runtime.CompilerServices;
using IpAccess.Allowlists.Versions;
using IpAccess.Decisions;
using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>Whom a list lets in at a time: exactly those of whom <see cref="Decision"/> says so.</summary>
/// <param name="list">The list.</param>
/// <param name="asked">What of it.</param>
/// <param name="now">The time, in Unix seconds.</param>
internal sealed class LetIn(Allowlist list, ExportRequest asked, long now)
{
    private static readonly Network LastOfIPv4 = Network.IPv4(uint.MaxValue, 32);

    /// <summary>The list.</summary>
    public Allowlist List => list;

    /// <summary>What of it.</summary>
    public ExportRequest Asked => asked;

    /// <summary>The time, in Unix seconds.</summary>
    public long Now => now;

    /// <summary>Whether even those are let in whom neither a rule nor an operator does.</summary>
    public bool IsEveryone { get; } = Decision.For(
        list.Settings.ForDecisions() with { Recoveries = [] },
        new RuleIndex([], isEmptyList: list.RuleCount == 0),
        Address.IPv4(0),
        asked.Surface,
        now).Allowed;

    /// <summary>
    /// The networks that are let in, in network order, each with its end; one that is let in for two reasons comes twice. They are
    /// read as they are asked for, and the same at every reading.
    /// </summary>
    public IAsyncEnumerable<TimedNetwork> ReadAsync(CancellationToken cancellationToken) => IsEveryone
        ? new TimedNetwork[] { new(Families.AllIPv4, null), new(Families.AllIPv6, null) }
            .Where(all => asked.Family.Has(all.Network)).ToAsyncEnumerable()
        : ReadListedAsync(cancellationToken);

    private async IAsyncEnumerable<TimedNetwork> ReadListedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var recovered = new Queue<TimedNetwork>(Recovered());
        await foreach (var rule in list.ReadAsync(after: asked.Family == Family.IPv6 ? LastOfIPv4 : null, cancellationToken))
        {
            if (!asked.Family.Has(rule.Network))
            {
                break;
            }

            if (!rule.IsInForce(now))
            {
                continue;
            }

            while (recovered.TryPeek(out var next) && next.Network.CompareTo(rule.Network) < 0)
            {
                yield return recovered.Dequeue();
            }

            yield return new(rule.Network, rule.ExpiresAt);
        }

        foreach (var rest in recovered)
        {
            yield return rest;
        }
    }

    private IEnumerable<TimedNetwork> Recovered() => list.Settings.Recoveries
        .Where(recovery => recovery.IsActive(now) && !recovery.Address.IsNone)
        .Select(recovery => new TimedNetwork(Network.Around(recovery.Address, recovery.Address.Width), recovery.Until))
        .Where(timed => asked.Family.Has(timed.Network))
        .OrderBy(timed => timed.Network);
}
