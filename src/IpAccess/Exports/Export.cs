using System.Globalization;
using System.Runtime.CompilerServices;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Exports;

/// <summary>
/// A list as a file. It is read twice, first for what the file says of itself, unless that is known, then while it is written, so that
/// its length does not matter.
/// </summary>
/// <param name="letIn">Whom the list lets in.</param>
/// <param name="format">How that is written.</param>
/// <param name="name">The format's name.</param>
/// <param name="memory">Where what the file says of itself may be known.</param>
internal sealed class Export(LetIn letIn, IExportFormat format, string name, ExportMemory memory)
{
    /// <summary>The header that says how many networks there are.</summary>
    public const string NetworksHeader = "X-IpAccess-Networks";

    /// <summary>The header that says until when it is right unless somebody changes the list; left out where that is for ever.</summary>
    public const string HoldsUntilHeader = "X-IpAccess-Holds-Until";

    /// <summary>Writes the whole answer. The first networks are read before its headers: where that fails, it can still be another one.</summary>
    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var request = response.HttpContext.Request;
        var identity = new ExportIdentity(letIn, name);
        var facts = memory.Find(identity, letIn.Now) ?? await LearnFactsAsync(identity, cancellationToken);
        var tag = identity.Tag(facts.HoldsUntil);
        if (KnownTags.Include(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            Tell(response, facts, tag);
            return;
        }

        await using var networks = ReadAsync(_ => { }, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var isEmpty = !await networks.MoveNextAsync();
        Tell(response, facts, tag);
        response.ContentType = "text/plain; charset=utf-8";
        await response.StartAsync(cancellationToken);
        if (!HttpMethods.IsHead(request.Method))
        {
            await WriteBodyAsync(new(response.BodyWriter), facts, isEmpty ? null : networks, cancellationToken);
        }
    }

    private static async IAsyncEnumerable<Network> OnceEachAsync(
        IAsyncEnumerable<Network> networks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var before = default(Network);
        await foreach (var network in networks.WithCancellation(cancellationToken))
        {
            if (network != before)
            {
                yield return network;
            }

            before = network;
        }
    }

    private void Tell(HttpResponse response, ExportFacts facts, string tag)
    {
        var headers = response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "private, no-cache";
        headers[Answer.VersionHeader] = facts.Version.ToString(CultureInfo.InvariantCulture);
        headers[Answer.AsOfHeader] = TimeText.Of(letIn.Now);
        headers[NetworksHeader] = facts.Networks.ToString(CultureInfo.InvariantCulture);
        if (facts.HoldsUntil is { } until)
        {
            headers[HoldsUntilHeader] = TimeText.Of(until);
        }
    }

    private async Task<ExportFacts> LearnFactsAsync(ExportIdentity identity, CancellationToken cancellationToken)
    {
        var facts = await ReadFactsAsync(cancellationToken);
        memory.Keep(identity, facts, letIn.Now);
        return facts;
    }

    private async Task<ExportFacts> ReadFactsAsync(CancellationToken cancellationToken)
    {
        long? until = letIn.List.Pending?.Until;
        var (count, hasAllIPv4, hasAllIPv6) = (0L, false, false);
        await foreach (var network in ReadAsync(end => until = end is { } at && !(until < at) ? at : until, cancellationToken))
        {
            count++;
            hasAllIPv4 |= network == Families.AllIPv4;
            hasAllIPv6 |= network == Families.AllIPv6;
        }

        return new()
        {
            Account = letIn.List.Account,
            Version = letIn.List.Version,
            Asked = letIn.Asked,
            IsEveryone = letIn.IsEveryone,
            Networks = count,
            HoldsUntil = until,
            HasAllIPv4 = hasAllIPv4,
            HasAllIPv6 = hasAllIPv6,
        };
    }

    private async Task WriteBodyAsync(
        ExportText text, ExportFacts facts, IAsyncEnumerator<Network>? networks, CancellationToken cancellationToken)
    {
        ExportComments.Begin(text, facts);
        format.Begin(text, facts);
        Network? before = null;
        for (var isMore = networks is not null; isMore; isMore = await networks!.MoveNextAsync())
        {
            format.Write(text, before, networks!.Current);
            before = networks.Current;
            await text.SendIfMuchAsync(cancellationToken);
        }

        format.End(text, before);
        ExportComments.End(text);
        await text.SendAsync(cancellationToken);
    }

    private IAsyncEnumerable<Network> ReadAsync(Action<long?> ends, CancellationToken cancellationToken)
    {
        var networks = letIn.ReadAsync(cancellationToken).Select(timed =>
        {
            ends(timed.Until);
            return timed.Network;
        });
        networks = letIn.Asked.IsMinimal ? RunningCover.OfAsync(networks, cancellationToken) : OnceEachAsync(networks, cancellationToken);
        networks = networks.Where(format.Takes);
        return format.SeesMappedAsIPv4 && !letIn.IsEveryone ? MappedApart.OfAsync(networks, cancellationToken) : networks;
    }
}
