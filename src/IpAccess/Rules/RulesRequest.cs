using System.Text;
using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Rules.Csv;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Rules;

/// <summary>The rules that a request names, in its order, each network once.</summary>
internal sealed class RulesRequest
{
    /// <summary>The query parameter, and the member, that lets broad networks in.</summary>
    public const string AllowBroad = "allow_broad";

    private readonly Dictionary<Network, RuleDraft> byNetwork = [];
    private readonly List<RuleDraft> drafts = [];
    private (ReadOnlyMemory<char> Comment, string? Label) labelled;
    private (int Count, int FirstLine) cutLabels;

    private RulesRequest()
    {
    }

    /// <summary>The rules in the order given; where a network comes twice, as it came first.</summary>
    public IReadOnlyList<RuleDraft> Drafts => drafts;

    /// <summary>What the caller should know of how the request was read.</summary>
    public IReadOnlyList<Warning> Warnings => cutLabels.Count > 0 ? [Warning.LabelsCut(cutLabels.Count, cutLabels.FirstLine)] : [];

    /// <summary>The request for these rules; where it says two things of one network, that becomes a fault.</summary>
    public static RulesRequest Of(IEnumerable<RuleDraft> drafts, Faults? faults = null)
    {
        var rules = new RulesRequest();
        foreach (var draft in drafts)
        {
            rules.Add(draft, faults);
        }

        return rules;
    }

    /// <summary>The rules of a list in a JSON body; what is wrong becomes a fault, and the others are there all the same.</summary>
    public static RulesRequest OfJson(JsonFields root, string name, bool allowBroad, bool mayBeEmpty, Faults faults)
    {
        var rules = new RulesRequest();
        rules.AddJson(root, name, allowBroad, mayBeEmpty, faults);
        return rules;
    }

    /// <summary>Reads a JSON body, a paste, or CSV; all that is wrong is told at once, with what was wrong before.</summary>
    public static async Task<(RulesRequest? Rules, Problem? Problem)> ReadAsync(
        HttpRequest request, QueryFields query, bool mayBeEmpty, CancellationToken cancellationToken)
    {
        var faults = query.Faults;
        var allowBroad = query.Flag(AllowBroad) ?? false;
        var (body, problem) = await BodyReader.ReadAsync(request, BodyReader.JsonOrTextOrCsv, BodyReader.BulkLimit, cancellationToken);
        if (body is null)
        {
            return (null, problem);
        }

        var rules = Read(body, allowBroad, mayBeEmpty, faults);
        return faults.Any ? (null, Problems.Of(faults)) : (rules, null);
    }

    /// <summary>The rules of a whole body; what is wrong becomes a fault, and the others are there all the same.</summary>
    public static RulesRequest Read(Body body, bool allowBroad, bool mayBeEmpty, Faults faults)
    {
        if (body.MediaType == "text/csv")
        {
            return Of(RulesCsvReader.Read(Encoding.UTF8.GetString(body.Bytes.Span), allowBroad, faults), faults);
        }

        var rules = new RulesRequest();
        if (body.MediaType == "text/plain")
        {
            rules.AddPaste(Encoding.UTF8.GetString(body.Bytes.Span), allowBroad, faults);
        }
        else
        {
            using var document = JsonText.Parse(body.Bytes, faults);
            rules.AddJson(document, allowBroad, mayBeEmpty, faults);
        }

        return rules;
    }

    private void AddPaste(string text, bool allowBroad, Faults faults)
    {
        var isEmpty = true;
        foreach (var item in NetworkPaste.Parse(text))
        {
            isEmpty = false;
            var fault = item.Fault ?? (item.Network.IsBroad && !allowBroad ? NetworkFault.TooBroad : null);
            if (fault is null)
            {
                var label = LabelOf(item);
                Add(new(item.Network) { Label = new(label is not null, label), Place = new(null, item.Line, item.Column) }, faults);
            }
            else
            {
                faults.AddAddress(FormattableString.Invariant($"{item.Line}:{item.Column}"), item.Text, fault.Code, fault.Message);
            }

            if (faults.IsFull)
            {
                break;
            }
        }

        if (isEmpty)
        {
            faults.AddAddress("1:1", null, "empty", "There is no address here.");
        }
    }

    private void AddJson(JsonDocument? document, bool allowBroad, bool mayBeEmpty, Faults faults)
    {
        if (document is null)
        {
            return;
        }

        var root = new JsonFields(document.RootElement, string.Empty, faults, "rules", AllowBroad);
        allowBroad |= root.Flag(AllowBroad) ?? false;
        AddJson(root, "rules", allowBroad, mayBeEmpty, faults);
    }

    private void AddJson(JsonFields root, string name, bool allowBroad, bool mayBeEmpty, Faults faults)
    {
        var isEmpty = true;
        foreach (var (item, at) in root.Items(name, required: true))
        {
            isEmpty = false;
            AddJsonRule(item, at, allowBroad, faults);
        }

        if (isEmpty && !mayBeEmpty && !faults.Any)
        {
            faults.Add(root.At(name), null, "empty", "There is no rule here.");
        }
    }

    private void AddJsonRule(JsonElement item, string at, bool allowBroad, Faults faults)
    {
        var before = faults.Count;
        var fields = new JsonFields(item, at, faults, "value", "label", "expires_at", "enabled");
        var value = fields.Text("value", required: true);

        // Null is what a rule without them shows, so that a list that was read can be put back: it says that there are none.
        var label = new Optional<string>(fields.Has("label"), fields.Label("label"));
        var expiresAt = new Optional<long?>(fields.Has("expires_at"), fields.Time("expires_at"));
        var enabled = fields.Flag("enabled");
        if (value is null)
        {
            return;
        }

        var fault = NetworkText.Parse(value, out var network) ?? (network.IsBroad && !allowBroad ? NetworkFault.TooBroad : null);
        if (fault is not null)
        {
            faults.AddAddress(fields.At("value"), value, fault.Code, fault.Message);
        }

        if (faults.Count == before)
        {
            Add(new(network) { Label = label, ExpiresAt = expiresAt, Enabled = enabled, Place = new(fields.At("value")) }, faults);
        }
    }

    // The comment of a line is the label of all its networks, of which there may be a million.
    private string? LabelOf(PasteItem item)
    {
        if (!item.Comment.Equals(labelled.Comment))
        {
            var (label, isCut) = LabelText.OfComment(item.Comment.Span);
            labelled = (item.Comment, label);
            cutLabels = isCut ? (cutLabels.Count + 1, cutLabels.Count > 0 ? cutLabels.FirstLine : item.Line) : cutLabels;
        }

        return labelled.Label;
    }

    private void Add(RuleDraft draft, Faults? faults)
    {
        if (byNetwork.TryAdd(draft.Network, draft))
        {
            drafts.Add(draft);
        }
        else if (faults is not null && byNetwork[draft.Network] is var first && !first.IsAlike(draft))
        {
            var message = $"The request names {draft.Network} at {first.Place} already, with another label, expiry or flag.";
            faults.Add($"{draft.Place}", draft.Network.ToString(), "conflicting_duplicate", message);
        }
    }
}
