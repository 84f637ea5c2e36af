using IpAccess.Allowlists.Versions.Pages;
using IpAccess.Allowlists.Versions.Tree;
using IpAccess.Storage;

namespace IpAccess.Allowlists.Versions;

/// <summary>One try to commit a change: made ready, checked by the caller, then written.</summary>
/// <param name="Head">The head to write.</param>
/// <param name="Pages">The pages to write before it.</param>
/// <param name="Change">What changes.</param>
internal sealed record CommitAttempt(Head Head, IReadOnlyList<NewPage> Pages, Change Change)
{
    /// <summary>Other rows of the account's partition that change with it.</summary>
    public IReadOnlyList<RowChange> Rows { get; init; } = [];

    /// <summary>Makes a change ready to be written after what holds now.</summary>
    /// <exception cref="ArgumentException">The change contradicts itself.</exception>
    public static CommitAttempt Of(Head before, Change change, EditedTree tree, DateTimeOffset now)
    {
        Require(change.Audit.Count > 0, "A change without an audit entry.");
        Require(change.NextRuleId is not { } next || next >= before.State.NextRuleId, "A rule id would be used twice.");
        Require(
            change.MakesVersion || (change.Settings is null && change.RulesOf is null && !HasEdits(change)),
            "Rules or settings change, but no version is made.");
        Require(change.RulesOf is null || !HasEdits(change), "Rules come back as they were, and change as well.");
        var committed = Math.Max(now.ToUnixTimeMilliseconds(), before.CommittedAt + 1);
        var state = before.State with
        {
            Version = before.State.Version + (change.MakesVersion ? 1 : 0),
            ChangeId = NewChangeId(),
            Settings = change.Settings ?? before.State.Settings,
            Root = tree.Root,
            NextRuleId = change.NextRuleId ?? before.State.NextRuleId,
            UpdatedAt = change.MakesVersion ? committed / 1000 : before.State.UpdatedAt,
        };
        var head = before with
        {
            State = state,
            CommittedAt = committed,
            Pending = change.Pending.Or(before.Pending),
            IsDeleted = change.Deletes,
        };
        return new(head, tree.Pages, change);
    }

    /// <summary>An id for a change, unlike any other: 32 hex digits.</summary>
    public static string NewChangeId() => Guid.NewGuid().ToString("n");

    /// <summary>Whether its pages are so old that a sweep could soon take them for forgotten ones.</summary>
    public bool IsStale(DateTimeOffset now, TimeSpan limit) =>
        Pages.Count > 0 && now - Pages.Min(page => PageId.TimeOf(page.Ref.Id)) > limit;

    /// <summary>The audit row that is there if, and only if, this was committed.</summary>
    public string Proof => AuditRow.Key(0, Head);

    /// <summary>The one transaction that makes it happen.</summary>
    public List<RowChange> ToTransaction() =>
    [
        RowChange.Replace(Head.ToRow(), Head.ETag),
        .. Change.MakesVersion ? [RowChange.Insert(Head.State.ToVersionRow())] : Array.Empty<RowChange>(),
        .. Change.Audit.Select((entry, ordinal) => RowChange.Insert(AuditRow.Write(entry, ordinal, Head))),
        .. Rows,
    ];

    private static bool HasEdits(Change change) => change.Upserts.Count > 0 || change.Removals.Count > 0;

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new ArgumentException(otherwise, nameof(condition));
        }
    }
}
