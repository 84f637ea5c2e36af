using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.Http.Messages;
using IpAccess.Rules.Csv;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace IpAccess.Rules;

/// <summary>A list as a file of CSV. It is written as its pages are read, so that its length does not matter.</summary>
internal sealed class RulesExport(Allowlist list, RuleFilter filter)
{
    private static readonly MediaTypeHeaderValue Type = MediaTypeHeaderValue.Parse("text/csv; charset=utf-8; header=present");

    /// <summary>Whether a request would rather have CSV than JSON.</summary>
    public static bool IsAskedFor(HttpRequest request) => AcceptedType.IsPreferred(request, Type);

    /// <summary>Writes the whole answer. The first rules are read before its headers: where that fails, it can still be another one.</summary>
    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await using var rules = filter.SelectAsync(list, after: null, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var isEmpty = !await rules.MoveNextAsync();
        response.ContentType = Type.ToString();
        response.Headers.ContentDisposition = "attachment; filename=\"allowlist.csv\"";
        Answer.TellVersion(response.HttpContext.Request, list.Version);
        await response.StartAsync(cancellationToken);
        await RulesCsvWriter.WriteAsync(response.Body, isEmpty ? AsyncEnumerable.Empty<Rule>() : Rest(rules));
    }

    private static async IAsyncEnumerable<Rule> Rest(IAsyncEnumerator<Rule> rules)
    {
        do
        {
            yield return rules.Current;
        }
        while (await rules.MoveNextAsync());
    }
}
