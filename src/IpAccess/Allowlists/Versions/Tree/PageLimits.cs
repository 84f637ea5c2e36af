namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>How large the pages of a list may become. Tests use tiny ones.</summary>
internal sealed record PageLimits
{
    /// <summary>The rules on a page, at most.</summary>
    public int Rules { get; init; } = 4_096;

    /// <summary>The bytes of an encoded page, at most; a property of table storage holds 64 KiB.</summary>
    public int Bytes { get; init; } = 60 * 1024;

    /// <summary>The references that a root holds itself; where there are more, it refers to list pages which hold them.</summary>
    public int RootRefs { get; init; } = 64;

    /// <summary>The references on a list page, at most; each takes at most 36 bytes.</summary>
    public int ListRefs { get; init; } = 1_024;
}
