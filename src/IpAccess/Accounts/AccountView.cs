using IpAccess.Text;

namespace IpAccess.Accounts;

/// <summary>An account as the API shows it.</summary>
internal sealed record AccountView(string Id, string? Name, string? Parent, string CreatedAt)
{
    /// <summary>The view of an account.</summary>
    public static AccountView Of(AccountRecord account) =>
        new(account.Id, account.Name, account.Parent, TimeText.Of(account.CreatedAt));
}

/// <summary>A new account as the API shows it, with its first key.</summary>
internal sealed record NewAccountView(string Id, string? Name, string? Parent, string CreatedAt, FirstKeyView Key);

/// <summary>The first key of an account as the API shows it once.</summary>
internal sealed record FirstKeyView(string Id, string Secret, string? Label, IReadOnlyList<string> Scopes);
