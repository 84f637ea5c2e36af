using System.Text.Json;
using IpAccess.Allowlists;
using IpAccess.Http.Messages;
using IpAccess.Rules;
using IpAccess.Settings;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Previews;

/// <summary>A change that a caller thinks of: rules to remove, then rules to add, then settings.</summary>
/// <param name="Add">The rules to add, those at fault left out.</param>
/// <param name="Remove">The ids of the rules to remove.</param>
/// <param name="Settings">What becomes of the settings; null where they stay.</param>
/// <param name="Errors">What is wrong with the change: it is told, and refuses nothing.</param>
internal sealed record PreviewRequest(
    RulesRequest Add, IReadOnlySet<long> Remove, SettingsPatch? Settings, IReadOnlyList<Fault> Errors)
{
    /// <summary>The query parameters of a preview.</summary>
    public static readonly string[] Parameters = [RulesRequest.AllowBroad];

    /// <summary>What the caller should know of how the change was read.</summary>
    public IReadOnlyList<Warning> Warnings { get; private init; } = [];

    /// <summary>Whether the lockout guard looks at it: not where it does nothing but switch the guard off.</summary>
    public bool IsGuarded => Settings is not { SwitchesGuardOff: true } || Add.Drafts.Count > 0 || Remove.Count > 0;

    /// <summary>Reads a JSON body, a paste, or CSV; or says why it is none of them.</summary>
    public static async Task<(PreviewRequest? Asked, Problem? Problem)> ReadAsync(
        HttpRequest request, QueryFields query, CancellationToken cancellationToken)
    {
        var faults = query.Faults;
        var allowBroad = query.Flag(RulesRequest.AllowBroad) ?? false;
        var (body, problem) = await BodyReader.ReadAsync(request, BodyReader.JsonOrTextOrCsv, BodyReader.BulkLimit, cancellationToken);
        if (body is null)
        {
            return (null, problem);
        }

        var asked = BodyReader.Json.Contains(body.MediaType) ? OfJson(body, allowBroad, faults) : OfLines(body, allowBroad);
        return faults.Any ? (null, Problems.Of(faults)) : (asked, null);
    }

    private static PreviewRequest OfLines(Body body, bool allowBroad)
    {
        var errors = new Faults();
        var add = RulesRequest.Read(body, allowBroad, mayBeEmpty: false, errors);
        return new(add, new HashSet<long>(), null, errors.Told) { Warnings = WarningsOf(add, errors) };
    }

    private static IReadOnlyList<Warning> WarningsOf(RulesRequest add, Faults errors) =>
        errors.IsFull ? [.. add.Warnings, Warning.ReadNoFurther] : add.Warnings;

    private static PreviewRequest? OfJson(Body body, bool allowBroad, Faults faults)
    {
        using var document = JsonText.Parse(body.Bytes, faults);
        return document is null ? null : OfJson(document.RootElement, allowBroad, faults);
    }

    private static PreviewRequest? OfJson(JsonElement json, bool allowBroad, Faults faults)
    {
        var errors = new Faults();
        var root = new JsonFields(json, string.Empty, errors, "add", "remove", "settings", RulesRequest.AllowBroad);
        if (!root.IsGiven("add") && !root.IsGiven("remove") && !root.IsGiven("settings"))
        {
            faults.Add(string.Empty, null, "missing_member", "An object with add, remove or settings is needed here.");
            return null;
        }

        allowBroad |= root.Flag(RulesRequest.AllowBroad) ?? false;
        var mayAddNothing = root.IsGiven("remove") || root.IsGiven("settings");
        var add = root.IsGiven("add") ? RulesRequest.OfJson(root, "add", allowBroad, mayAddNothing, errors) : RulesRequest.Of([]);
        return new(
            add,
            root.IsGiven("remove") ? RuleIds.Read(root, "remove", errors) : new HashSet<long>(),
            root.IsGiven("settings") ? SettingsPatch.Read(root.Element("settings")!.Value, root.At("settings"), errors) : null,
            errors.Told)
        {
            Warnings = WarningsOf(add, errors),
        };
    }
}
