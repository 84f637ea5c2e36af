using System.Globalization;
using IpAccess.Networks;
using IpAccess.Text;

namespace IpAccess.Allowlists;

/// <summary>Why something that was asked for is not done.</summary>
internal enum RefusalKind
{
    /// <summary>There is no such thing, or not for whoever asks.</summary>
    NotFound,

    /// <summary>What was asked for is wrong by itself: <see cref="Refusal.Faults"/> says where.</summary>
    Invalid,

    /// <summary>It does not fit to what is there: <see cref="Refusal.Detail"/> says why.</summary>
    Conflict,

    /// <summary>Others changed the same at the same time, again and again.</summary>
    Contended,

    /// <summary>The list has another version than the request names.</summary>
    PreconditionFailed,

    /// <summary>The request names the version by a weak tag, which never matches.</summary>
    WeakPrecondition,

    /// <summary>The list has no version as new as the request needs: <see cref="Refusal.Detail"/> says which it has.</summary>
    NoVersion,

    /// <summary>The list would shut out whoever asks: <see cref="Refusal.Address"/>.</summary>
    WouldLockYouOut,

    /// <summary>What was sent is longer than <see cref="Refusal.Limit"/> bytes.</summary>
    TooLong,

    /// <summary>The account of whoever asks is gone.</summary>
    NoAccount,

    /// <summary>Storage is away for so long that nobody knows.</summary>
    Unknown,
}

/// <summary>Why something that was asked for is not done. A value, not an exception: it is expected.</summary>
/// <param name="Kind">What kind of reason it is.</param>
/// <param name="Detail">What it is this time, in a sentence; empty where the kind says it.</param>
internal sealed record Refusal(RefusalKind Kind, string Detail = "")
{
    /// <summary>There is no such thing.</summary>
    public static Refusal NotFound { get; } = new(RefusalKind.NotFound);

    /// <summary>Others changed the same at the same time.</summary>
    public static Refusal Contended { get; } = new(RefusalKind.Contended);

    /// <summary>The account of whoever asks is gone.</summary>
    public static Refusal NoAccount { get; } = new(RefusalKind.NoAccount);

    /// <summary>Storage is away for so long that nobody knows.</summary>
    public static Refusal Unknown { get; } = new(RefusalKind.Unknown);

    /// <summary>What exactly, for programs, where the kind does not say it; null where it does.</summary>
    public string? Code { get; init; }

    /// <summary>What the <see cref="Code"/> is about, as a JSON Pointer (RFC 6901); empty for all of it.</summary>
    public string At { get; init; } = string.Empty;

    /// <summary>The address that would be shut out; the default value where it is unknown, or where nobody would be.</summary>
    public Address Address { get; init; }

    /// <summary>What is wrong with what was asked for; null where it is sound by itself.</summary>
    public Faults? Faults { get; init; }

    /// <summary>How many bytes are taken, where more were sent.</summary>
    public int Limit { get; init; }

    /// <summary>It does not fit to what is there.</summary>
    public static Refusal Conflict(string detail) => new(RefusalKind.Conflict, detail);

    /// <summary>The list has no version as new as this yet.</summary>
    public static Refusal NoVersion(long asked, long newest) => new(
        RefusalKind.NoVersion, string.Create(CultureInfo.InvariantCulture, $"The list has no version {asked} yet: its newest is {newest}."));

    /// <summary>What was asked for is wrong by itself.</summary>
    public static Refusal Invalid(Faults faults) => new(RefusalKind.Invalid) { Faults = faults };

    /// <summary>What was sent is too long.</summary>
    public static Refusal TooLong(int limit) => new(RefusalKind.TooLong) { Limit = limit };

    /// <summary>The list would shut out whoever asks.</summary>
    public static Refusal WouldLockYouOut(Address address) => new(RefusalKind.WouldLockYouOut) { Address = address };
}
