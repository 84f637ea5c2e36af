using IpAccess.Networks;

namespace IpAccess.Checks;

/// <summary>One question: may this address come in here? And what an app tells along with it.</summary>
internal sealed record Question
{
    /// <summary>The address.</summary>
    public required Address Client { get; init; }

    /// <summary>Where; null for anywhere.</summary>
    public string? Surface { get; init; }

    /// <summary>How the client proved who it is; null where nobody said.</summary>
    public string? Method { get; init; }

    /// <summary>Whether the app vouches that the client is who it says.</summary>
    public bool IsAuthenticated { get; init; }

    /// <summary>What the client proved who it is with: a name for it, never the secret itself.</summary>
    public string? Credential { get; init; }

    /// <summary>The client's user agent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Whether this was an attempt to come in, to be recorded as such.</summary>
    public bool IsRecorded { get; init; }
}
