using Azure.Data.Tables;
using IpAccess.Enforcers.Sightings;

namespace IpAccess.Enforcers.Entries;

/// <summary>Somebody who enforces a list, as it was seen last. Its key and its name tell it from all others of the account.</summary>
/// <param name="Key">The id of the key that it uses.</param>
/// <param name="Name">Its name among those who use the key.</param>
internal sealed record Enforcer(string Key, string Name)
{
    /// <summary>How it enforces the list.</summary>
    public required EnforcerKind Kind { get; init; }

    /// <summary>The version that it enforces; null where it does not say.</summary>
    public long? Applied { get; init; }

    /// <summary>When it was seen, in Unix seconds.</summary>
    public required long SeenAt { get; init; }

    /// <summary>Where it called from; null where that is unknown.</summary>
    public string? Address { get; init; }

    /// <summary>The key of its row. No id of a key has a hyphen, so that it can be read again.</summary>
    public string Row => $"{Key}-{Name}";

    /// <summary>What a sighting says, at this time in Unix seconds.</summary>
    public static Enforcer Of(EnforcerSighting sighting, long seenAt) => new(sighting.Key, sighting.Name)
    {
        Kind = sighting.Kind,
        Applied = sighting.Applied,
        SeenAt = seenAt,
        Address = sighting.Address.IsNone ? null : sighting.Address.ToString(),
    };

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Enforcer Read(TableEntity row)
    {
        var parts = row.RowKey.Split('-', 2);
        return new(parts[0], parts[1])
        {
            Kind = (EnforcerKind)row.GetInt32(nameof(Kind))!.Value,
            Applied = row.GetInt64(nameof(Applied)),
            SeenAt = row.GetInt64(nameof(SeenAt))!.Value,
            Address = row.GetString(nameof(Address)),
        };
    }

    /// <summary>The row.</summary>
    public TableEntity Write() => new()
    {
        RowKey = Row,
        [nameof(Kind)] = (int)Kind,
        [nameof(Applied)] = Applied,
        [nameof(SeenAt)] = SeenAt,
        [nameof(Address)] = Address,
    };
}
