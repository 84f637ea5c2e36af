using System.Globalization;
using System.Text.Json;

namespace IpAccess.Text;

/// <summary>
/// The members of one object of a request, read strictly: every unknown, repeated, missing or ill-typed member becomes a
/// fault with its JSON Pointer (RFC 6901), and reading goes on.
/// </summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
    private readonly string at;
    private readonly Faults faults;
    private readonly bool isObject;

    /// <summary>Reads the members of <paramref name="element"/>, which stands at the pointer <paramref name="at"/>.</summary>
    public JsonFields(JsonElement element, string at, Faults faults, params ReadOnlySpan<string> known)
    {
        this.at = at;
        this.faults = faults;
        isObject = element.ValueKind == JsonValueKind.Object;
        if (!isObject)
        {
            faults.Add(at, Show(element), "wrong_type", "An object is needed here.");
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (faults.IsFull)
            {
                return;
            }

            Take(member, known);
        }
    }

    /// <summary>Whether the member is there, null included.</summary>
    public bool Has(string name) => members.ContainsKey(name);

    /// <summary>Whether the member is there and not null: outside of patches null counts as left out.</summary>
    public bool IsGiven(string name) => members.TryGetValue(name, out var element) && element.ValueKind != JsonValueKind.Null;

    /// <summary>The member as it stands there; null where it is missing.</summary>
    public JsonElement? Element(string name) => members.TryGetValue(name, out var element) ? element : null;

    /// <summary>Notes each of these members that is null: there is no such value to set, and no value to go back to.</summary>
    public void RefuseNulls(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (members.TryGetValue(name, out var element) && element.ValueKind == JsonValueKind.Null)
            {
                faults.Add(At(name), "null", "wrong_type", "null can not stand here.");
            }
        }
    }

    /// <summary>The pointer of a member.</summary>
    public string At(string name) => $"{at}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>A text; null where it is missing, null or no text.</summary>
    public string? Text(string name, bool required = false)
    {
        if (Find(name, required, JsonValueKind.String) is not { } element)
        {
            return null;
        }

        if (TryGetText(element, out var text))
        {
            return text;
        }

        faults.Add(At(name), null, "forbidden_character", "Half of a surrogate pair stands alone.");
        return null;
    }

    /// <summary>A label (see <see cref="LabelText"/>); an empty one is none.</summary>
    public string? Label(string name, bool required = false)
    {
        var text = Text(name, required);
        return string.IsNullOrEmpty(text) ? null : LabelText.Read(At(name), text, faults);
    }

    /// <summary>True or false; null where it is missing, null or something else.</summary>
    public bool? Flag(string name, bool required = false)
    {
        if (!members.TryGetValue(name, out var element))
        {
            NoteMissing(name, required);
            return null;
        }

        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.GetBoolean();
        }

        if (element.ValueKind == JsonValueKind.Null && !required)
        {
            return null;
        }

        faults.Add(At(name), Show(element), "wrong_type", "true or false is needed here.");
        return null;
    }

    /// <summary>A whole number within bounds; null where it is missing, null or something else.</summary>
    public long? Number(string name, long min, long max, bool required = false)
    {
        if (Find(name, required, JsonValueKind.Number) is not { } element)
        {
            return null;
        }

        if (element.TryGetInt64(out var number) && number >= min && number <= max)
        {
            return number;
        }

        faults.Add(At(name), Show(element), "out_of_range", string.Create(CultureInfo.InvariantCulture, $"A whole number from {min} to {max}."));
        return null;
    }

    /// <summary>A time in Unix seconds; null where it is missing, null or no time.</summary>
    public long? Time(string name, bool required = false) => TimeText.Read(Text(name, required), At(name), faults);

    /// <summary>One of an enum's values in snake case; null where it is missing, null or something else.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == text)
            {
                return value;
            }
        }

        var choices = string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
        faults.Add(At(name), text, "not_one_of", $"One of {choices}.");
        return null;
    }

    /// <summary>
    /// The items of a list with their pointers, until there are more faults than are worth finding; nothing where it is missing
    /// or no list.
    /// </summary>
    public IEnumerable<(JsonElement Item, string At)> Items(string name, bool required = false) =>
        Find(name, required, JsonValueKind.Array) is { } list
            ? list.EnumerateArray().TakeWhile(_ => !faults.IsFull).Select((item, i) => (item, string.Create(CultureInfo.InvariantCulture, $"{At(name)}/{i}")))
            : [];

    /// <summary>The items of a list that is needed; an object in its place is its only item.</summary>
    public IEnumerable<(JsonElement Item, string At)> ItemsOrOne(string name) =>
        members.TryGetValue(name, out var one) && one.ValueKind == JsonValueKind.Object ? [(one, At(name))] : Items(name, required: true);

    /// <summary>The items of a list that is needed, of one item at least; with too many of them, none.</summary>
    public IReadOnlyList<(JsonElement Item, string At)> Items(string name, int most)
    {
        if (Find(name, required: true, JsonValueKind.Array) is not { } list)
        {
            return [];
        }

        if (list.GetArrayLength() is var count && count > 0 && count <= most)
        {
            return [.. Items(name)];
        }

        faults.Add(At(name), null, "out_of_range", string.Create(CultureInfo.InvariantCulture, $"1-{most} are taken at once."));
        return [];
    }

    /// <summary>The texts of a list; where it is required, of one that is there and not empty.</summary>
    public IEnumerable<(string Text, string At)> Texts(string name, bool required = false)
    {
        if (required && members.TryGetValue(name, out var list) && list is { ValueKind: JsonValueKind.Array } && list.GetArrayLength() == 0)
        {
            faults.Add(At(name), "[]", "out_of_range", "At least one is needed.");
        }

        foreach (var (item, itemAt) in Items(name, required))
        {
            if (item.ValueKind == JsonValueKind.String && TryGetText(item, out var text))
            {
                yield return (text, itemAt);
            }
            else
            {
                faults.Add(itemAt, Show(item), "wrong_type", "A text is needed here.");
            }
        }
    }

    /// <summary>An object; null where it is missing or null.</summary>
    public JsonFields? Object(string name, params ReadOnlySpan<string> known) =>
        Find(name, required: false, JsonValueKind.Object) is { } element ? new(element, At(name), faults, known) : null;

    /// <summary>What stands in the request, to show it in a fault.</summary>
    public static string? Show(JsonElement element) =>
        element.ValueKind is JsonValueKind.Undefined ? null : element.GetRawText();

    /// <summary>Whether an object has the member, and not as null; nothing else has one.</summary>
    public static bool IsIn(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.EnumerateObject().Any(member => NameOf(member) == name && member.Value.ValueKind != JsonValueKind.Null);

    // Half of a surrogate pair is no text: what JSON can escape, .NET can not read. Nor can it compare it.
    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryGetText(JsonElement element, out string text)
    {
        try
        {
            text = element.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = string.Empty;
            return false;
        }
    }

    private JsonElement? Find(string name, bool required, JsonValueKind kind)
    {
        if (!members.TryGetValue(name, out var element))
        {
            NoteMissing(name, required);
            return null;
        }

        if (element.ValueKind == kind)
        {
            return element;
        }

        if (element.ValueKind != JsonValueKind.Null || required)
        {
            faults.Add(At(name), Show(element), "wrong_type", $"A JSON {Noun(kind)} is needed here.");
        }

        return null;
    }

    private void NoteMissing(string name, bool required)
    {
        if (required && isObject)
        {
            faults.Add(At(name), null, "missing_member", "This member is needed.");
        }
    }

    private static string Noun(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    private void Take(JsonProperty member, ReadOnlySpan<string> known)
    {
        if (NameOf(member) is not { } name)
        {
            faults.Add(at, null, "forbidden_character", "A member's name has half of a surrogate pair.");
            return;
        }

        if (!known.Contains(name))
        {
            faults.Add(At(name), Show(member.Value), "unknown_member", "There is no such member.");
        }
        else if (!members.TryAdd(name, member.Value))
        {
            faults.Add(At(name), Show(member.Value), "duplicate_member", "This member stands here twice.");
        }
    }
}
