using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IpAccess.Allowlists;
using IpAccess.Allowlists.Versions;
using IpAccess.History;
using IpAccess.Http.Messages;
using IpAccess.Keys;
using IpAccess.Networks;
using IpAccess.Rules;
using IpAccess.Settings;
using IpAccess.Text;

namespace IpAccess.Accounts.Transfer;

/// <summary>
/// A whole account as a file: a JSON object a line, first what the account is, then its keys, then its rules in network order, and
/// at the end how many of both there were, so that a file which was cut off is known. Addresses that an operator let in for a while,
/// and what only holds where the account is, are not in it.
/// </summary>
internal static class AccountFile
{
    /// <summary>The media type (RFC 9110 has none for lines of JSON; this one is in common use).</summary>
    public const string MediaType = "application/x-ndjson";

    /// <summary>The format that is written and read: a layout that changes takes a new number.</summary>
    public const int Format = 1;

    private const long MostRuleId = (1L << 53) - 1;
    private const int HashDigits = 64;
    private const int MostCharactersOfSource = 64;
    private const int MostCharactersOfCreator = 128;

    private static readonly string[] NotTaken = ["recoveries", "notify"];

    /// <summary>The line that says what the account is.</summary>
    public static object Line(AccountRecord account, Allowlist list, long now) => new
    {
        Format,
        Account = account.Id,
        account.Name,
        ExportedAt = TimeText.Of(now),
        list.Version,
        UpdatedAt = TimeText.Of(list.UpdatedAt),
        list.NextRuleId,
        Settings = Show(list.Settings),
    };

    /// <summary>The line of a key.</summary>
    public static object Line(ApiKey key) => new
    {
        Key = new
        {
            key.Id,
            key.Label,
            Hash = Convert.ToHexStringLower(key.Hash),
            EarlierTexts = key.EarlierTexts.Select(earlier => new
            {
                Hash = Convert.ToHexStringLower(earlier.Hash),
                Until = TimeText.Of(earlier.Until),
            }),
            Scopes = Http.Scopes.NamesOf(key.Scopes),
            CreatedAt = TimeText.Of(key.CreatedAt),
            ExpiresAt = TimeText.Of(key.ExpiresAt),
            key.ClientAddress,
            key.Surface,
        },
    };

    /// <summary>The line of a rule.</summary>
    public static object Line(Rule rule) => new { Rule = RuleView.Of(rule) };

    /// <summary>The last line.</summary>
    public static object Line(long keys, long rules) => new { End = new { Keys = keys, Rules = rules } };

    /// <summary>Reads the first line; what is wrong becomes a fault.</summary>
    public static AccountFileHeader? ReadHeader(JsonElement line, Faults faults)
    {
        if (new JsonFields(line, string.Empty, new(), "format").Number("format", 0, int.MaxValue) is not Format)
        {
            faults.Add("/format", null, "unknown_format", "The first line of a file of an account has the format 1.");
            return null;
        }

        var fields = new JsonFields(
            line, string.Empty, faults, "format", "account", "name", "exported_at", "version", "updated_at", "next_rule_id", "settings");
        var header = new AccountFileHeader(
            AccountId.Read(fields.Text("account", required: true), fields.At("account"), faults) ?? string.Empty,
            fields.Label("name"),
            fields.Number("version", 1, long.MaxValue - 1, required: true) ?? 1,
            fields.Time("updated_at", required: true) ?? 0,
            fields.Number("next_rule_id", 1, MostRuleId, required: true) ?? 1,
            fields.Element("settings") is { } settings
                ? SettingsPatch.Read(settings, fields.At("settings"), faults, isWhole: true).ApplyTo(AllowlistSettings.Initial)
                : AllowlistSettings.Initial);
        _ = fields.Time("exported_at");
        return header;
    }

    /// <summary>Reads the line of a key; what is wrong becomes a fault.</summary>
    public static ApiKey? ReadKey(JsonElement line, string account, Faults faults)
    {
        var fields = Part(
            line, faults, "key", "id", "label", "hash", "earlier_texts", "scopes", "created_at", "expires_at", "client_address", "surface");
        if (fields is null)
        {
            return null;
        }

        var id = fields.Text("id", required: true) ?? string.Empty;
        if (!KeyText.IsId(id))
        {
            faults.Add(fields.At("id"), id, "not_a_key_id", "12 of A-Z a-z 0-9.");
        }

        return new()
        {
            Id = id,
            Account = account,
            Label = fields.Label("label"),
            Hash = ReadHash(fields, faults),
            EarlierTexts = ReadEarlierTexts(fields, faults),
            Scopes = KeyRequest.ReadScopes(fields, faults),
            CreatedAt = fields.Time("created_at", required: true) ?? 0,
            ExpiresAt = fields.Time("expires_at"),
            ClientAddress = KeyRequest.ReadSource(fields.Object("client_address", "header", "trusted_hops"), faults),
            Surface = Token.Read(fields.Text("surface"), fields.At("surface"), faults),
        };
    }

    /// <summary>Reads the line of a rule; what is wrong becomes a fault.</summary>
    public static Rule? ReadRule(JsonElement line, long nextRuleId, Faults faults)
    {
        var fields = Part(
            line, faults, "rule", "id", "network", "label", "enabled", "expires_at", "source", "created_by", "created_at", "updated_at");
        return fields is null ? null : new()
        {
            Id = fields.Number("id", 1, nextRuleId - 1, required: true) ?? 0,
            Network = ReadNetwork(fields, faults),
            Label = fields.Label("label"),
            Enabled = fields.Flag("enabled", required: true) ?? true,
            ExpiresAt = fields.Time("expires_at"),
            Source = ReadShort(fields, "source", MostCharactersOfSource, faults),
            CreatedBy = ReadShort(fields, "created_by", MostCharactersOfCreator, faults),
            CreatedAt = fields.Time("created_at", required: true) ?? 0,
            UpdatedAt = fields.Time("updated_at", required: true) ?? 0,
        };
    }

    /// <summary>Whether the last line says what was read; what is wrong becomes a fault.</summary>
    public static bool ReadEnd(JsonElement line, long keys, long rules, Faults faults)
    {
        var fields = Part(line, faults, "end", "keys", "rules");
        if (fields is not null
            && (fields.Number("keys", 0, long.MaxValue, required: true) != keys
                || fields.Number("rules", 0, long.MaxValue, required: true) != rules))
        {
            faults.Add("/end", null, "wrong_count", string.Create(
                CultureInfo.InvariantCulture, $"The file has {keys} keys and {rules} rules, and says otherwise: parts of it are missing."));
        }

        return !faults.Any;
    }

    // A line is an object of one member.
    private static JsonFields? Part(JsonElement line, Faults faults, string name, params ReadOnlySpan<string> known)
    {
        var part = new JsonFields(line, string.Empty, faults, name).Object(name, known);
        if (part is null && !faults.Any)
        {
            faults.Add($"/{name}", null, "missing_member", "A line is of a key, of a rule, or the end.");
        }

        return part;
    }

    private static JsonObject Show(AllowlistSettings settings)
    {
        var shown = JsonSerializer.SerializeToNode(VersionSettingsView.Of(settings), ApiJson.Options)!.AsObject();
        foreach (var name in NotTaken)
        {
            shown.Remove(name);
        }

        shown["auto"]!["learning_until"] = null;
        return shown;
    }

    private static byte[] ReadHash(JsonFields fields, Faults faults)
    {
        var text = fields.Text("hash", required: true) ?? string.Empty;
        if (text.Length == HashDigits && text.All(char.IsAsciiHexDigitLower))
        {
            return Convert.FromHexString(text);
        }

        faults.Add(fields.At("hash"), null, "not_a_hash", "A SHA-256 in 64 small hex digits.");
        return [];
    }

    private static ImmutableArray<EarlierText> ReadEarlierTexts(JsonFields fields, Faults faults)
    {
        var earlier = fields.Items("earlier_texts")
            .Select(item => new JsonFields(item.Item, item.At, faults, "hash", "until"))
            .Select(text => new EarlierText(ReadHash(text, faults), text.Time("until", required: true) ?? 0))
            .ToImmutableArray();
        if (earlier.Length > ApiKey.MostEarlierTexts)
        {
            faults.Add(fields.At("earlier_texts"), null, "out_of_range", "At most 8 earlier texts.");
        }

        return earlier;
    }

    private static Network ReadNetwork(JsonFields fields, Faults faults)
    {
        var text = fields.Text("network", required: true) ?? string.Empty;
        if (NetworkText.Parse(text, out var network) is null && network.ToString() == text)
        {
            return network;
        }

        faults.Add(fields.At("network"), text, "not_an_address", "A network as the service writes it.");
        return default;
    }

    private static string ReadShort(JsonFields fields, string name, int most, Faults faults)
    {
        var text = fields.Text(name, required: true) ?? string.Empty;
        if (text.Length == 0 || text.Length > most)
        {
            faults.Add(fields.At(name), text, "out_of_range", string.Create(CultureInfo.InvariantCulture, $"1-{most} characters."));
        }

        return text;
    }
}

/// <summary>The first line of a file of an account. Times are Unix seconds.</summary>
/// <param name="Account">Its id.</param>
/// <param name="Name">Its name; null for none.</param>
/// <param name="Version">The version of its list.</param>
/// <param name="UpdatedAt">When that came to be.</param>
/// <param name="NextRuleId">The id of the next rule.</param>
/// <param name="Settings">Its settings.</param>
internal sealed record AccountFileHeader(
    string Account, string? Name, long Version, long UpdatedAt, long NextRuleId, AllowlistSettings Settings);
