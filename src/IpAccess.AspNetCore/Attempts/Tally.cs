using IpAccess.AspNetCore.Deciding;

namespace IpAccess.AspNetCore.Attempts;

/// <summary>Attempts of one key while they are counted; the rest is that of the latest. Times are Unix seconds of the service.</summary>
internal struct Tally
{
    /// <summary>How many they are; 0 where it is new.</summary>
    public long Count { get; private set; }

    /// <summary>When the first was.</summary>
    public long FirstAt { get; private set; }

    /// <summary>When the latest was.</summary>
    public long LastAt { get; private set; }

    /// <summary>Whether it was let in.</summary>
    public bool IsAllowed { get; private set; }

    /// <summary>The rule that let it in; 0 for none.</summary>
    public long RuleId { get; private set; }

    /// <summary>What the client proved who it is with, by name.</summary>
    public string? Credential { get; private set; }

    /// <summary>The client's user agent.</summary>
    public string? UserAgent { get; private set; }

    /// <summary>Counts one more.</summary>
    public void Add(bool isAllowed, long ruleId, string? credential, string? userAgent, long at)
    {
        FirstAt = Count == 0 ? at : Math.Min(FirstAt, at);
        LastAt = Count == 0 ? at : Math.Max(LastAt, at);
        (IsAllowed, RuleId) = (isAllowed, ruleId);

        // Here, where they wait: who tries from many addresses would fill memory with what nobody is told.
        Credential = ClientWords.Cut(credential, ClientWords.CredentialCharacters);
        UserAgent = ClientWords.Cut(userAgent, ClientWords.UserAgentCharacters);
        Count++;
    }
}
