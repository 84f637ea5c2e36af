using System.Globalization;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace IpAccess.Http.Messages;

/// <summary>
/// The query of a request, read strictly: every unknown, repeated or ill-typed parameter becomes a fault. Vendors' clients may send
/// what they like besides, as their vendors let them.
/// </summary>
internal sealed class QueryFields
{
    /// <summary>The parameters of a call that takes none.</summary>
    public static readonly string[] None = [];

    /// <summary>The parameters of a listing that comes page by page.</summary>
    public static readonly string[] Paged = ["limit", "cursor"];

    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;
    private readonly Dictionary<string, string?> texts = new(StringComparer.Ordinal);

    /// <summary>Reads the query of a request, which may have these parameters. Only the <see cref="Gate"/> does, for every operation.</summary>
    public QueryFields(HttpRequest request, string[] known)
    {
        foreach (var (name, values) in request.Query)
        {
            if (known.Contains(name, StringComparer.Ordinal))
            {
                Take(name, values);
            }
            else if (!ErrorShape.IsOfVendor(request))
            {
                Faults.Add(name, values, "unknown_parameter", "There is no such query parameter.");
            }
        }
    }

    /// <summary>What is wrong with the request: with its query at first, and with all that is read after it.</summary>
    public Faults Faults { get; } = new();

    /// <summary>The size of a page: 1–1000; where it is not given 100, or what the caller names.</summary>
    public int Limit(int otherwise = DefaultLimit) => Number("limit", 1, MaxLimit) ?? otherwise;

    /// <summary>A whole number within bounds; null where it is not given.</summary>
    public int? Number(string name, int min, int max) => (int?)LongNumber(name, min, max);

    /// <summary>As the other one, for numbers that may be larger.</summary>
    public long? LongNumber(string name, long min, long max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Faults.Add(name, text, "out_of_range", string.Create(CultureInfo.InvariantCulture, $"A whole number from {min} to {max}."));
        return null;
    }

    /// <summary>True or false; null where it is not given.</summary>
    public bool? Flag(string name)
    {
        var text = Text(name);
        if (text is not (null or "true" or "false"))
        {
            Faults.Add(name, text, "not_one_of", "true or false.");
        }

        return text is null ? null : text == "true";
    }

    /// <summary>A time in Unix seconds; null where it is not given.</summary>
    public long? Time(string name) => TimeText.Read(Text(name), name, Faults);

    /// <summary>
    /// The time from which on an audit is wanted, in Unix seconds; null where it is not given. Never before 1970: positions
    /// have no room for such times, and no entry is from then.
    /// </summary>
    public long? AuditSince() => Time("since") is { } since ? Math.Max(0, since) : null;

    /// <summary>The text of a parameter; null where it is not given.</summary>
    public string? Text(string name) => texts.GetValueOrDefault(name);

    private void Take(string name, StringValues values)
    {
        texts[name] = values[0];
        if (values.Count != 1)
        {
            Faults.Add(name, values, "duplicate_parameter", "This query parameter stands here twice.");
        }
    }
}
