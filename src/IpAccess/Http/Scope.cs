using System.Text.Json;

namespace IpAccess.Http;

/// <summary>What a key may do in its account.</summary>
[Flags]
internal enum Scope
{
    /// <summary>Nothing; what any valid key may do needs this.</summary>
    None = 0,

    /// <summary>Read the list and its settings.</summary>
    AllowlistRead = 1,

    /// <summary>Change the list and its settings.</summary>
    AllowlistManage = 1 << 1,

    /// <summary>Ask whether an address may come in.</summary>
    Check = 1 << 2,

    /// <summary>Fetch all that a decision needs.</summary>
    Snapshot = 1 << 3,

    /// <summary>Read access attempts.</summary>
    AttemptsRead = 1 << 4,

    /// <summary>Report access attempts.</summary>
    AttemptsWrite = 1 << 5,

    /// <summary>Read the audit.</summary>
    AuditRead = 1 << 6,

    /// <summary>Make and revoke keys.</summary>
    KeysManage = 1 << 7,

    /// <summary>Have believed that a client is who an app says: only then may a check teach the list anything.</summary>
    Vouch = 1 << 8,
}

/// <summary>The names of scopes, and of the roles that stand for sets of them.</summary>
internal static class Scopes
{
    /// <summary>All scopes.</summary>
    public const Scope All = (Scope)511;

    // What all of them were before there was Vouch.
    private const Scope EarlierAll = All & ~Scope.Vouch;

    /// <summary>The roles: names for sets of scopes.</summary>
    public static IReadOnlyDictionary<string, Scope> Roles { get; } = new Dictionary<string, Scope>(StringComparer.Ordinal)
    {
        ["owner"] = All,
        ["manager"] = All & ~Scope.KeysManage,
        ["enforcer"] = Scope.Check | Scope.AttemptsWrite,
        ["app"] = Scope.Check | Scope.AttemptsWrite | Scope.Snapshot | Scope.Vouch,
        ["producer"] = Scope.AttemptsWrite,
        ["viewer"] = Scope.AllowlistRead | Scope.AttemptsRead | Scope.AuditRead,
    };

    /// <summary>Every scope by its name in the API, such as <c>allowlist.read</c>.</summary>
    public static IReadOnlyDictionary<string, Scope> Names { get; } = Enum.GetValues<Scope>()
        .Where(scope => scope != Scope.None)
        .ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>Whether what needs this scope manages an account, unlike asking for decisions and telling what came of them.</summary>
    public static bool Manages(Scope scope) => (scope & ~(Scope.Check | Scope.Snapshot | Scope.AttemptsWrite | Scope.Vouch)) != Scope.None;

    /// <summary>The scopes of a key as they count: whoever had all of them, from before a new one came, is still the owner.</summary>
    public static Scope WithLater(Scope scopes) => scopes.HasFlag(EarlierAll) ? All : scopes;

    /// <summary>The names of the scopes in a set, in the order in which docs/accounts.md tells them.</summary>
    public static IReadOnlyList<string> NamesOf(Scope scopes) =>
        [.. Names.Where(pair => scopes.HasFlag(pair.Value)).Select(pair => pair.Key)];

    private static string NameOf(Scope scope) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(scope.ToString()).Replace('_', '.');
}
