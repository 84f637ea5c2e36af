using IpAccess.Allowlists;
using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Http.Messages;

/// <summary>Every problem that the service answers with.</summary>
internal static class Problems
{
    /// <summary>The <c>WWW-Authenticate</c> of a 401, which RFC 9110 (section 15.5.2) wants.</summary>
    public const string Challenge = "Bearer realm=\"ipaccess\"";

    private const string BasicChallenge = "Basic realm=\"ipaccess\", charset=\"UTF-8\"";

    /// <summary>The seconds after which a caller may try again when storage was away.</summary>
    private const string RetryAfterSeconds = "5";

    /// <summary>401, one and the same whatever is wrong with the key.</summary>
    public static Problem Unauthorized { get; } =
        new(401, "unauthorized", "Unauthorized", "A valid key is needed: Authorization: Bearer <key>, or X-IpAccess-Key: <key>.")
        {
            Header = ("WWW-Authenticate", Challenge),
        };

    /// <summary>The same where the key may come as the password of HTTP Basic too.</summary>
    public static Problem UnauthorizedOfBasic { get; } = Unauthorized with
    {
        Detail = "A valid key is needed: Authorization: Bearer <key>, X-IpAccess-Key: <key>, or as the password of HTTP Basic.",
        Header = ("WWW-Authenticate", new([BasicChallenge, Challenge])),
    };

    /// <summary>The same where <c>Authorization</c> is the end client's, and is not read.</summary>
    public static Problem UnauthorizedProxy { get; } = Unauthorized with { Detail = "A valid key is needed: X-IpAccess-Key: <key>." };

    /// <summary>404, also for what belongs to another account.</summary>
    public static Problem NotFound { get; } = new(404, "not-found", "Not found", "There is nothing here.");

    /// <summary>405; the host adds <c>Allow</c>.</summary>
    public static Problem MethodNotAllowed { get; } =
        new(405, "method-not-allowed", "Method not allowed", "This path takes other methods: see the Allow header.");

    /// <summary>428.</summary>
    public static Problem PreconditionRequired { get; } =
        new(428, "precondition-required", "Precondition required", "Replacing the list needs If-Match with its ETag.");

    /// <summary>400: the body broke off, or its chunks are none.</summary>
    public static Problem BrokenBody { get; } = new(400, "invalid-request", "Invalid request", "The request has 1 value at fault.")
    {
        Errors = [new(string.Empty, null, "broken_body", "The body did not arrive whole.")],
    };

    private static Problem PreconditionFailed { get; } =
        new(412, "precondition-failed", "Precondition failed", "The list has another version than If-Match names.");

    // A weak tag may look like the list's own, and never matches.
    private static Problem WeakPrecondition { get; } = PreconditionFailed with
    {
        Detail = "If-Match names no version that the list has by a strong ETag. A weak one (W/\"12\"), as a proxy that compresses makes it, "
            + "never matches: send it without W/.",
    };

    /// <summary>408: the body came so slowly that the server gave it up.</summary>
    public static Problem RequestTimeout { get; } =
        new(408, "request-timeout", "Request timeout", "The body came too slowly, and was not waited for.");

    /// <summary>503: too much memory is taken by the bodies of others.</summary>
    public static Problem Overloaded { get; } =
        new(503, "overloaded", "Overloaded", "Too many large bodies are being read at once. Nothing has changed. Try again.")
        {
            Header = ("Retry-After", "1"),
        };

    /// <summary>500: a fault of ours; what it was is in the log, under the request id.</summary>
    public static Problem Unexpected { get; } =
        new(500, "unexpected", "Unexpected fault", "Something failed here. The log has it under this request id.");

    /// <summary>503: the same where a decision was asked for, which nobody knows now.</summary>
    public static Problem Undecided { get; } =
        new(503, "unexpected", "Unexpected fault", "Something failed here, so nobody knows whether to let this client in. The log has it under this request id.")
        {
            Header = ("Retry-After", RetryAfterSeconds),
        };

    /// <summary>503: storage is away, so the service can not know.</summary>
    public static Problem StorageUnavailable { get; } =
        new(503, "storage-unavailable", "Storage unavailable", "Storage did not answer. Nothing is known to have changed. Try again.")
        {
            Header = ("Retry-After", RetryAfterSeconds),
        };

    /// <summary>403: the key is good, but not for this.</summary>
    public static Problem Forbidden(string detail) => new(403, "forbidden", "Forbidden", detail);

    /// <summary>What is wrong with a request: 400.</summary>
    public static Problem Of(Faults faults) => faults.AreOfAddresses
        ? new(400, "invalid-address", "Invalid address", Detail(faults, "address", "addresses")) { Errors = faults.Told }
        : new(400, "invalid-request", "Invalid request", Detail(faults, "value", "values")) { Errors = faults.Told };

    /// <summary>Why something is not done, as it is answered: the one place where a reason gets a status.</summary>
    public static Problem Of(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.NotFound => NotFound,
        RefusalKind.Invalid => Of(refusal.Faults!),
        RefusalKind.Conflict => Conflict(refusal),
        RefusalKind.Contended => Conflict(new(RefusalKind.Conflict, "Others changed the list at the same time. Nothing was changed; try again.")),
        RefusalKind.PreconditionFailed => PreconditionFailed,
        RefusalKind.NoVersion => PreconditionFailed with { Detail = refusal.Detail },
        RefusalKind.WeakPrecondition => WeakPrecondition,
        RefusalKind.WouldLockYouOut => WouldLockYouOut(refusal.Address),
        RefusalKind.TooLong => BodyTooLarge(refusal.Limit),
        RefusalKind.NoAccount => Unauthorized,
        RefusalKind.Unknown => StorageUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Kind, "A refusal of no kind."),
    };

    /// <summary>413.</summary>
    public static Problem BodyTooLarge(int limit) =>
        new(413, "body-too-large", "Body too large", FormattableString.Invariant($"The body is over {limit} bytes."));

    /// <summary>415.</summary>
    public static Problem UnsupportedMediaType(string accepted) =>
        new(415, "unsupported-media-type", "Unsupported media type", $"This takes {accepted}, in UTF-8, not compressed.");

    private static Problem Conflict(Refusal refusal) => new(409, "conflict", "Conflict", refusal.Detail)
    {
        Errors = refusal.Code is { } code ? [new(refusal.At, null, code, refusal.Detail)] : [],
    };

    private static Problem WouldLockYouOut(Address yourAddress) =>
        new(409, "would-lock-you-out", "Would lock you out", "The list that this change makes would not let your own address in.")
        {
            YourAddress = yourAddress.ToString(),
        };

    private static string Detail(Faults faults, string one, string many)
    {
        var unread = faults.IsFull ? ", and was read no further" : string.Empty;
        var untold = faults.Count > Faults.MostTold ? FormattableString.Invariant($"; the first {Faults.MostTold} are listed") : string.Empty;
        return FormattableString.Invariant($"The request has {faults.Count} {(faults.Count == 1 ? one : many)} at fault{unread}{untold}.");
    }
}
