using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Http;

/// <summary>The query of a request, read strictly: every unknown, repeated or ill-typed parameter becomes a fault.</summary>
internal sealed class QueryFields
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;
    private readonly IQueryCollection query;
    private readonly Faults faults;

    /// <summary>Reads the query of a request, which may have these parameters.</summary>
    public QueryFields(HttpRequest request, Faults faults, params ReadOnlySpan<string> known)
    {
        query = request.Query;
        this.faults = faults;
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
            {
                faults.Add(name, values, "unknown_parameter", "There is no such query parameter.");
            }
            else if (values.Count != 1)
            {
                faults.Add(name, values, "duplicate_parameter", "This query parameter stands here twice.");
            }
        }
    }

    /// <summary>Reads the query of a request that takes no parameters.</summary>
    public static void ExpectNone(HttpRequest request, Faults faults) => _ = new QueryFields(request, faults);

    /// <summary>The size of a page: 1–1000; where it is not given 100, or what the caller names.</summary>
    public int Limit(int otherwise = DefaultLimit) => Number("limit", 1, MaxLimit) ?? otherwise;

    /// <summary>A whole number within bounds; null where it is not given.</summary>
    public int? Number(string name, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        faults.Add(name, text, "out_of_range", string.Create(CultureInfo.InvariantCulture, $"A whole number from {min} to {max}."));
        return null;
    }

    /// <summary>True or false; null where it is not given.</summary>
    public bool? Flag(string name)
    {
        var text = Text(name);
        if (text is not (null or "true" or "false"))
        {
            faults.Add(name, text, "not_one_of", "true or false.");
        }

        return text is null ? null : text == "true";
    }

    /// <summary>A time in Unix seconds; null where it is not given.</summary>
    public long? Time(string name) => TimeText.Read(Text(name), name, faults);

    /// <summary>The text of a parameter; null where it is not given.</summary>
    public string? Text(string name) => query.TryGetValue(name, out var values) ? values[0] : null;
}
