using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Text;
using Microsoft.AspNetCore.Http;

namespace IpAccess.Keys;

/// <summary>Whom the service takes its caller for (docs/accounts.md, "Keys").</summary>
public sealed class WhoamiEndpoints
{
    private readonly Gate gate;

    internal WhoamiEndpoints(Gate gate) => this.gate = gate;

    /// <summary><c>GET /v1/whoami</c>: the account and the key of the caller, for any key and from any address.</summary>
    public Task<IResult> GetWhoamiAsync(HttpRequest request, CancellationToken cancellationToken) =>
        gate.AnyoneAsync(
            request,
            caller => Answer.Json(caller.Key is { } key ? new WhoamiView(caller.Account, OwnKeyView.Of(key), Operator: false) : WhoamiView.OfOperator),
            cancellationToken);

    /// <summary>A caller as the API shows it.</summary>
    private sealed record WhoamiView(string? Account, OwnKeyView? Key, bool Operator)
    {
        public static WhoamiView OfOperator { get; } = new(null, null, Operator: true);
    }

    /// <summary>A key as its holder sees it.</summary>
    private sealed record OwnKeyView(string Id, string? Label, IReadOnlyList<string> Scopes, string? ExpiresAt)
    {
        public static OwnKeyView Of(KeyGrant key) => new(key.KeyId, key.Label, Http.Scopes.NamesOf(key.Scopes), TimeText.Of(key.ExpiresAt));
    }
}
