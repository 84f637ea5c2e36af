namespace IpAccess.Exports;

/// <summary>What an export says of itself. All of it is the same for two exports with the same <see cref="ExportTag"/>.</summary>
internal sealed record ExportFacts
{
    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>The version of its list.</summary>
    public required long Version { get; init; }

    /// <summary>What of it.</summary>
    public required ExportRequest Asked { get; init; }

    /// <summary>Whether everyone is let in.</summary>
    public required bool IsEveryone { get; init; }

    /// <summary>How many networks there are.</summary>
    public long Networks { get; init; }

    /// <summary>Until when it is right unless somebody changes the list, in Unix seconds; null for ever.</summary>
    public long? HoldsUntil { get; init; }

    /// <summary>Whether all of IPv4 is one of the networks.</summary>
    public bool HasAllIPv4 { get; init; }

    /// <summary>Whether all of IPv6 is one of them.</summary>
    public bool HasAllIPv6 { get; init; }
}
