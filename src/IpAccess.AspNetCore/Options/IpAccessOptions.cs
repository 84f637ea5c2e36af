using Microsoft.AspNetCore.Http;

namespace IpAccess.AspNetCore;

/// <summary>
/// How an app asks an IpAccess service for its list, and what it does with it. Read from the section <c>IpAccess</c> of the
/// configuration, then from the code; every fault of it is told at start.
/// </summary>
public sealed class IpAccessOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "IpAccess";

    /// <summary>Where the service is: an absolute https address, or an http one of this machine.</summary>
    public Uri? Service { get; set; }

    /// <summary>Whether an http address of another machine will do too. The key then travels in the clear, and whoever is between can let anybody in.</summary>
    public bool AllowUnencrypted { get; set; }

    /// <summary>A key of the account, with the role <c>app</c>.</summary>
    public string? Key { get; set; }

    /// <summary>The name by which the service shows this instance of the app: 1–64 of <c>[A-Za-z0-9._-]</c>; the machine's unless set.</summary>
    public string Name { get; set; } = DefaultName(Environment.MachineName);

    /// <summary>The surface of requests whose endpoint names none; null for none.</summary>
    public string? Surface { get; set; }

    /// <summary>
    /// The file that keeps the list, so that the app can decide when it starts while the service is away; null for none. Each
    /// instance needs its own.
    /// </summary>
    public string? CacheFile { get; set; }

    /// <summary>How often the service is asked for changes: 1–60 s, 3 s unless set.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>From which age of the last good answer on the health check says unhealthy: 15 s unless set.</summary>
    public TimeSpan UnhealthyAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What happens to requests while there never was a list. Where the service refused the key they are denied, whatever this says.</summary>
    public NoSnapshotPolicy OnNoSnapshot { get; set; } = NoSnapshotPolicy.Deny;

    /// <summary>The shape of the answer to a client that is not let in.</summary>
    public BlockedShape BlockedResponse { get; set; } = BlockedShape.IncidentIo;

    /// <summary>Whether the service is told who tried to come in.</summary>
    public bool RecordAttempts { get; set; } = true;

    /// <summary>The attempts of different clients that wait in memory for the service, at most; what finds no room is counted.</summary>
    public int PendingAttempts { get; set; } = 10_000;

    /// <summary>
    /// The name of what the client proved who it is with, never the secret itself; null for none. Where it is given for a user who
    /// is authenticated, the service is asked before an unknown address is blocked, if its list learns or trusts by itself.
    /// </summary>
    public Func<HttpContext, string?>? Credential { get; set; }

    /// <summary>What requests to the service go through, such as a proxy; it must not follow redirects. Null for a connection of its own.</summary>
    public HttpMessageHandler? Handler { get; set; }

    private static string DefaultName(string machine) =>
        string.Concat(machine.Where(OptionsValidator.IsOfName).Take(OptionsValidator.LongestName)) is { Length: > 0 } name ? name : "app";
}

/// <summary>What happens to requests while there never was a list.</summary>
public enum NoSnapshotPolicy
{
    /// <summary>503: the app can not know.</summary>
    Deny,

    /// <summary>Everybody is let in, which is counted and logged.</summary>
    Allow,
}

/// <summary>The shape of the answer to a client that is not let in: a vendor's.</summary>
public enum BlockedShape
{
    /// <summary>403, as incident.io answers.</summary>
    IncidentIo,

    /// <summary>403, as SendGrid answers.</summary>
    SendGrid,

    /// <summary>401, as Brevo answers.</summary>
    Brevo,
}
