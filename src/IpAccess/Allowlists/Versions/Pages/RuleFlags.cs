namespace IpAccess.Allowlists.Versions.Pages;

/// <summary>What is true of a packed rule, and which of its times are written.</summary>
[Flags]
internal enum RuleFlags : byte
{
    /// <summary>Disabled, never expires, never changed.</summary>
    None = 0,

    /// <summary>It is enabled.</summary>
    Enabled = 1,

    /// <summary>It has a time of expiry.</summary>
    Expires = 2,

    /// <summary>It was changed after it was added.</summary>
    Updated = 4,

    /// <summary>All flags there are.</summary>
    All = Enabled | Expires | Updated,
}
