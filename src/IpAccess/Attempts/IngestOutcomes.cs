namespace IpAccess.Attempts;

/// <summary>What can become of a message.</summary>
internal static class IngestOutcomes
{
    /// <summary>Its attempts are recorded, now or already before.</summary>
    public const string Recorded = "recorded";

    /// <summary>It went to the poison queue.</summary>
    public const string Poison = "poison";

    /// <summary>It comes again.</summary>
    public const string Failed = "failed";
}
