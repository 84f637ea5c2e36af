using IpAccess.Allowlists;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Keys;
using IpAccess.Operators;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Accounts;

/// <summary>The accounts of the service, for its operator (docs/accounts.md, "The operator").</summary>
public sealed class AccountEndpoints
{
    private readonly Gate gate;
    private readonly AccountStore accounts;
    private readonly OperatorLog log;
    private readonly TimeProvider clock;

    internal AccountEndpoints(Gate gate, AccountStore accounts, OperatorLog log, TimeProvider clock) =>
        (this.gate, this.accounts, this.log, this.clock) = (gate, accounts, log, clock);

    /// <summary><c>POST /v1/accounts</c>: a new account with its first key, whose secret is in this answer only.</summary>
    public Task<IResult> CreateAccountAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, QueryFields.None, async (caller, query) =>
        {
            var (asked, problem) = await JsonBody.ReadAsync(request, AccountRequest.Read, query.Faults, cancellationToken);
            if (asked is null)
            {
                return Answer.From(request, problem!);
            }

            if (asked.Parent is { } parent && await accounts.FindAsync(parent, cancellationToken) is null)
            {
                return Answer.From(request, UnknownParent(parent));
            }

            var (account, refusal) = await log.RecordAsync(
                caller.Actor,
                "account_created",
                asked.Id,
                new { asked.Name, asked.Parent },
                () => CreateAsync(caller.Actor, asked, cancellationToken),
                created => created.Refusal is null,
                cancellationToken);
            return refusal is null
                ? Answer.Json(account!, StatusCodes.Status201Created)
                : Answer.From(request, refusal);
        }, cancellationToken);

    /// <summary><c>GET /v1/accounts</c>: all accounts, page by page, by id.</summary>
    public Task<IResult> ListAccountsAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, QueryFields.Paged, async (_, query) =>
        {
            var faults = query.Faults;
            var limit = query.Limit();
            var after = Cursor.Read(query, AccountRoutes.Accounts, string.Empty, faults);
            if (after is not null && !AccountId.IsValid(after))
            {
                Cursor.Refuse(after, faults);
            }

            if (faults.Any)
            {
                return Answer.From(request, Problems.Of(faults));
            }

            var found = await accounts.ListAsync(after, cancellationToken).Take(limit + 1).ToListAsync(cancellationToken);
            var page = Listing.Of(found, limit, last => Cursor.Write(AccountRoutes.Accounts, string.Empty, last.Id));
            return Answer.Json(new { Accounts = page.Items.Select(AccountView.Of), page.NextCursor });
        }, cancellationToken);

    /// <summary><c>GET /v1/accounts/{account}</c>.</summary>
    public Task<IResult> GetAccountAsync(HttpRequest request, string account, CancellationToken cancellationToken) =>
        gate.OperatorAsync(request, async _ =>
            await accounts.FindAsync(account, cancellationToken) is { } found
                ? Answer.Json(AccountView.Of(found))
                : Answer.From(request, Problems.NotFound), cancellationToken);

    /// <summary>Makes an account with an owner's key.</summary>
    internal async Task<(NewAccountView? Account, Refusal? Refusal)> CreateAsync(
        Actor actor, AccountRequest asked, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var text = KeyText.New(KeyText.NewId());
        var key = ApiKey.Owner(asked.Id, text, "first key", now);
        var account = new AccountRecord(asked.Id, asked.Name, asked.Parent, now, AccountState.Alive);
        return await accounts.CreateAsync(actor, account, key, cancellationToken) is { } refusal
            ? (null, refusal)
            : (new(account.Id, account.Name, account.Parent, TimeText.Of(now), FirstKey(key, text)), null);
    }

    private static FirstKeyView FirstKey(ApiKey key, string text) => new(key.Id, text, key.Label, Scopes.NamesOf(key.Scopes));

    private static Problem UnknownParent(string parent)
    {
        var faults = new Faults();
        faults.Add("/parent", parent, "unknown_account", "There is no such account.");
        return Problems.Of(faults);
    }
}
