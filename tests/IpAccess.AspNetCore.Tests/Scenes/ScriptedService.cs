using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using IpAccess.Decisions;
using IpAccess.Networks;
using IpAccess.Snapshots;

namespace IpAccess.AspNetCore.Tests.Scenes;

/// <summary>A service that answers as the test says: by default whole snapshots of what it holds, as of the test's clock.</summary>
internal sealed class ScriptedService(TimeProvider clock) : HttpMessageHandler
{
    private string identity = "1";
    private StateContent state = StateOf(1, Defaults, "198.51.100.0/24");

    public static DecisionSettings Defaults { get; } = new()
    {
        Mode = Mode.Enforce,
        EmptyList = EmptyList.Deny,
        ExemptSurfaces = ["webhooks"],
        Recoveries = [],
    };

    public string Account { get; set; } = "acme";

    /// <summary>Until when nobody need have confirmed what it holds, and what decides then; null where it need not be confirmed.</summary>
    public RevertContent? Reverts { get; private set; }

    /// <summary>How far the service's clock is off the test's.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Answers in place of a snapshot; null for the snapshot.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? Instead { get; set; }

    /// <summary>Changes the bytes of a snapshot on their way.</summary>
    public Func<byte[], byte[]> OnItsWay { get; set; } = bytes => bytes;

    /// <summary>Answers what else is asked.</summary>
    public Func<string, HttpResponseMessage> Other { get; set; } = path =>
        new(path == "/v1/attempts" ? HttpStatusCode.Accepted : HttpStatusCode.NotFound);

    public ConcurrentQueue<HttpRequestHeaders> Polls { get; } = [];

    /// <summary>The paths that were asked.</summary>
    public ConcurrentQueue<string> Paths { get; } = [];

    /// <summary>The bodies of all else that was asked, by path.</summary>
    public ConcurrentQueue<(string Path, JsonElement Body)> Asked { get; } = [];

    public long AsOf => (clock.GetUtcNow() + Skew).ToUnixTimeMilliseconds();

    /// <summary>Makes these networks the list, as a version of it with other contents than any before.</summary>
    public void Hold(long version, params string[] networks) => Hold(version, Defaults, networks);

    /// <inheritdoc cref="Hold(long, string[])"/>
    public void Hold(long version, DecisionSettings settings, params string[] networks) =>
        (identity, state, Reverts) = (Guid.NewGuid().ToString("n"), StateOf(version, settings, networks), null);

    /// <summary>Makes these networks the list until this many seconds from now; then what it held before is back.</summary>
    public void HoldFor(int seconds, long version, params string[] networks)
    {
        var before = state;
        Hold(version, networks);
        Reverts = new((AsOf / 1000) + seconds, before);
    }

    /// <summary>The snapshot of what it holds, as of a time.</summary>
    public byte[] SnapshotAsOf(long asOf) => SnapshotFormat.Write(asOf, SnapshotFormat.Pack(new(Account, identity, state, Reverts)));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        Paths.Enqueue(path);
        if (!path.EndsWith("/v1/snapshot", StringComparison.Ordinal))
        {
            Asked.Enqueue((path, JsonElement.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))));
            return Other(path);
        }

        Polls.Enqueue(request.Headers);
        return await (Instead ?? AnswerAsync)(request, cancellationToken);
    }

    private Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asOf = AsOf;
        var isKnown = request.Headers.IfNoneMatch.Any(tag => tag.Tag == $"\"{identity}\"");
        var response = new HttpResponseMessage(isKnown ? HttpStatusCode.NotModified : HttpStatusCode.OK);
        response.Headers.ETag = new($"\"{identity}\"");
        response.Headers.Add("X-IpAccess-As-Of", DateTimeOffset.FromUnixTimeMilliseconds(asOf).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        response.Content = new ByteArrayContent(isKnown ? [] : OnItsWay(SnapshotAsOf(asOf)));
        return Task.FromResult(response);
    }

    private static StateContent StateOf(long version, DecisionSettings settings, params string[] networks)
    {
        var rules = networks
            .Select(text => NetworkText.Parse(text, out var network) is null ? network : throw new ArgumentException(text))
            .Order()
            .Select((network, place) => new SnapshotRule(place + 1, network, expiresAt: null));
        return new(version, settings, SnapshotRules.Of(rules), []);
    }
}
