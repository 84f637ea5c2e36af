using System.Globalization;
using System.Runtime.CompilerServices;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Exports;

/// <summary>
/// A list as a file. It is read twice, first for what the file says of itself, then while it is written, so that its length does not
/// matter.
/// </summary>
/// <param name="letIn">Whom the list lets in.</param>
/// <param name="format">How that is written.</param>
/// <param name="name">The format's name.</param>
internal sealed class Export(LetIn letIn, IExportFormat format, string name)
{
    /// <summary>The header that says which version of the list it is.</summary>
    public const string VersionHeader = "X-IpAccess-Version";

    /// <summary>The header that says as of when the list was read.</summary>
    public const string AsOfHeader = "X-IpAccess-As-Of";

    /// <summary>The header that says how many networks there are.</summary>
    public const string NetworksHeader = "X-IpAccess-Networks";

    /// <summary>The header that says until when it is right unless somebody changes the list; left out where that is for ever.</summary>
    public const string HoldsUntilHeader = "X-IpAccess-Holds-Until";

    /// <summary>Writes the whole answer. A fault of the first reading can still be another one.</summary>
    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var request = response.HttpContext.Request;
        var facts = await ReadFactsAsync(cancellationToken);
        var tag = ExportTag.Of(letIn, facts, name);
        Tell(response, facts);
        response.Headers.ETag = tag.ToString();
        if (EntityTags.AreKnown(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "text/plain; charset=utf-8";
        await response.StartAsync(cancellationToken);
        if (!HttpMethods.IsHead(request.Method))
        {
            await WriteBodyAsync(new(response.BodyWriter), facts, cancellationToken);
        }
    }

    private static void Tell(HttpResponse response, ExportFacts facts, long now)
    {
        var headers = response.Headers;
        headers.CacheControl = "private, no-cache";
        headers[VersionHeader] = facts.Version.ToString(CultureInfo.InvariantCulture);
        headers[AsOfHeader] = TimeText.Of(now);
        headers[NetworksHeader] = facts.Networks.ToString(CultureInfo.InvariantCulture);
        if (facts.HoldsUntil is { } until)
        {
            headers[HoldsUntilHeader] = TimeText.Of(until);
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

    private void Tell(HttpResponse response, ExportFacts facts) => Tell(response, facts, letIn.Now);

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

    private async Task WriteBodyAsync(ExportText text, ExportFacts facts, CancellationToken cancellationToken)
    {
        ExportComments.Begin(text, facts);
        format.Begin(text, facts);
        Network? before = null;
        await foreach (var network in ReadAsync(_ => { }, cancellationToken))
        {
            format.Write(text, before, network);
            before = network;
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
