namespace IpAccess.Allowlists.Versions;

/// <summary>The names of the stored properties.</summary>
internal static class Columns
{
    /// <summary>A version's number.</summary>
    public const string Version = "Version";

    /// <summary>What is unlike for every commit.</summary>
    public const string ChangeId = "ChangeId";

    /// <summary>The settings, as packed JSON.</summary>
    public const string Settings = "Settings";

    /// <summary>A version's root.</summary>
    public const string Root = "Root";

    /// <summary>The id of the next rule.</summary>
    public const string NextRuleId = "NextRuleId";

    /// <summary>When the version came to be, in Unix seconds.</summary>
    public const string UpdatedAt = "UpdatedAt";

    /// <summary>When the last commit was, in Unix milliseconds.</summary>
    public const string CommittedAt = "CommittedAt";

    /// <summary>The oldest version kept.</summary>
    public const string Oldest = "Oldest";

    /// <summary>The version that awaits its confirmation; absent for none, as the two below it.</summary>
    public const string ConfirmVersion = "ConfirmVersion";

    /// <summary>When that version undoes itself, in Unix seconds.</summary>
    public const string ConfirmUntil = "ConfirmUntil";

    /// <summary>The request that made that version.</summary>
    public const string ConfirmRequestId = "ConfirmRequestId";

    /// <summary>The account's parent; absent for none.</summary>
    public const string Parent = "Parent";

    /// <summary>Whether the account is deleted.</summary>
    public const string Deleted = "Deleted";

    /// <summary>What was done.</summary>
    public const string Action = "Action";

    /// <summary>The id of the key that did it.</summary>
    public const string ActorKey = "ActorKey";

    /// <summary>Where it was done from.</summary>
    public const string ActorAddress = "ActorAddress";

    /// <summary>Where that address was read.</summary>
    public const string ActorDerivedFrom = "ActorDerivedFrom";

    /// <summary>What was there before, packed.</summary>
    public const string Before = "Before";

    /// <summary>What was there after it, packed.</summary>
    public const string After = "After";

    /// <summary>The request that did it.</summary>
    public const string RequestId = "RequestId";
}
