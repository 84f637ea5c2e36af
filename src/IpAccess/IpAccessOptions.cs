using IpAccess.Compatibility.SendGrid;
using IpAccess.Http;

namespace IpAccess;

/// <summary>The settings of the service: the section <c>IpAccess</c> (docs/settings.md).</summary>
internal sealed class IpAccessOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "IpAccess";

    /// <summary>The SHA-256 of the operator key in hex, or of two with a comma; unset: there is no operator.</summary>
    public string? OperatorKeySha256 { get; set; }

    /// <summary>Where the caller's own address stands.</summary>
    public ClientAddressOptions ClientAddress { get; } = new();

    /// <summary>The file of the MaxMind-format database that knows the countries of addresses; unset: they have no location.</summary>
    public string? GeoDatabase { get; set; }

    /// <summary>The shape of the answer to an address that is not let in: one of those of <see cref="Http.Messages.BlockedResponse"/>.</summary>
    public string BlockedResponse { get; set; } = Http.Messages.BlockedResponse.IncidentIo;

    /// <summary>What differs between clients of SendGrid's API.</summary>
    public SendGridOptions SendGrid { get; } = new();

    /// <summary>How much the service takes.</summary>
    public LimitsOptions Limits { get; } = new();

    /// <summary>How long the service keeps what nobody uses.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>What runs the service.</summary>
    public HostKind Host { get; private set; }

    /// <summary>Whether others than this machine can call the service.</summary>
    internal bool ReachesBeyondLoopback { get; set; }

    /// <summary>Takes the defaults of what runs the service.</summary>
    public void SetHost(HostKind host)
    {
        Host = host;
        ClientAddress.AllowPrivatePeer = host == HostKind.Kestrel;
        ReachesBeyondLoopback = host == HostKind.Functions;
    }
}

/// <summary>How much the service takes.</summary>
internal sealed class LimitsOptions
{
    /// <summary>The bytes of a MiB.</summary>
    public const long Megabyte = 1024 * 1024;

    /// <summary>The memory for pages of rules, in MiB.</summary>
    public int PageCacheMegabytes { get; set; } = 256;

    /// <summary>The memory for the lists that decisions are made from, in MiB.</summary>
    public int DecisionCacheMegabytes { get; set; } = 512;

    /// <summary>
    /// How old a list may be that decides while storage is away, in seconds, where its account does not say: 5-86,400. Keys may be
    /// as old, but never older than <see cref="Storage.Caching.CachePolicy.LongestForKeys"/>.
    /// </summary>
    public int MaxStaleSeconds { get; set; } = 60;

    /// <summary>The entries of attempts that wait in memory for the queue, of about 2 KiB each at most.</summary>
    public int PendingAttempts { get; set; } = 100_000;

    /// <summary>The memory for bodies of requests under way, in MiB, beyond the first 64 KiB of each.</summary>
    public int BodyMegabytes { get; set; } = 128;

    /// <summary>The connections that the self-host takes at once.</summary>
    public int Connections { get; set; } = 5_000;

    /// <summary>How long the self-host waits for the headers of a request, in seconds.</summary>
    public int HeaderSeconds { get; set; } = 10;
}

/// <summary>How long the service keeps what nobody uses.</summary>
internal sealed class RetentionOptions
{
    /// <summary>The days for which the deletion of an account can be taken back, 1–3650.</summary>
    public int DeletedAccountDays { get; set; } = 14;
}
