using System.Globalization;
using System.Net;
using IpAccess.AspNetCore.Snapshots;
using IpAccess.Snapshots;

namespace IpAccess.AspNetCore.Service;

/// <summary>
/// Asks the service for a newer snapshot. A connection that is dead without saying so ends the question: whatever takes longer than
/// <see cref="ServiceConnection.Patience"/> to begin or to go on. A long snapshot may take longer, up to a minute.
/// </summary>
internal sealed class SnapshotQuestion(ServiceConnection service, TimeProvider clock)
{
    private const string Route = "v1/snapshot";
    private const string AsOfHeader = "X-IpAccess-As-Of";
    private const string AppliedHeader = "X-IpAccess-Applied";
    private const int FirstBytes = 64 * 1024;

    // The year 2286: any later time is a mistake, and could not be reckoned with.
    private const long MostAsOf = 10_000_000_000_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Asks.</summary>
    /// <param name="known">The snapshot in hand; null for none.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<PollAnswer> AskAsync(Snapshot? known, CancellationToken cancellationToken)
    {
        // No timer of our own: one that rings just as the answer ends would cancel what is disposed by then, and end the app.
        using var whole = new CancellationTokenSource(Longest, clock);
        using var patience = new CancellationTokenSource(ServiceConnection.Patience, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, whole.Token, patience.Token);
        try
        {
            using var request = RequestFor(known);
            using var response = await service.SendAsync(request, any.Token);
            return await ReadAsync(response, known, patience, any.Token);
        }
        catch (InvalidDataException exception)
        {
            return new PollAnswer.Damaged(exception.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new PollAnswer.None(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PollAnswer.None("it did not begin to answer, or to go on with its answer, in time");
        }
    }

    private static HttpRequestMessage RequestFor(Snapshot? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Route, UriKind.Relative));
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(new($"\"{known.Identity}\""));
            request.Headers.Add(AppliedHeader, known.Version.ToString(CultureInfo.InvariantCulture));
        }

        return request;
    }

    private static async Task<PollAnswer> ReadAsync(
        HttpResponseMessage response, Snapshot? known, CancellationTokenSource patience, CancellationToken cancellationToken) => response.StatusCode switch
        {
            HttpStatusCode.OK => Read(await BodyAsync(response, patience, cancellationToken)),
            HttpStatusCode.NotModified when known is not null => Unchanged(response, known),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => new PollAnswer.Refused((int)response.StatusCode),
            var status => new PollAnswer.None(FormattableString.Invariant($"it answered with the status {(int)status}")),
        };

    private static PollAnswer.Changed Read(byte[] body) => SnapshotFormat.Read(body) is var snapshot && snapshot.AsOf is > 0 and < MostAsOf
        ? new(snapshot, body)
        : throw new InvalidDataException("Its time is none.");

    private static PollAnswer Unchanged(HttpResponseMessage response, Snapshot known)
    {
        if (response.Headers.ETag is { } tag && tag.Tag != $"\"{known.Identity}\"")
        {
            return new PollAnswer.None("it confirmed another snapshot than the one in hand");
        }

        return response.Headers.TryGetValues(AsOfHeader, out var values)
            && DateTimeOffset.TryParse(values.First(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var asOf)
            ? new PollAnswer.Unchanged(asOf.ToUnixTimeMilliseconds())
            : new PollAnswer.None("it did not say as of when the snapshot in hand holds");
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationTokenSource patience, CancellationToken cancellationToken)
    {
        var announced = response.Content.Headers.ContentLength;
        if (announced > SnapshotFile.MostBytes)
        {
            throw new InvalidDataException("It is longer than any snapshot.");
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var (bytes, count) = (new byte[(int)(announced ?? FirstBytes) + 1], 0);
        while (true)
        {
            patience.CancelAfter(ServiceConnection.Patience);
            var read = await stream.ReadAsync(bytes.AsMemory(count), cancellationToken);
            count += read;
            if (read == 0)
            {
                return bytes[..count];
            }

            if (count > SnapshotFile.MostBytes)
            {
                throw new InvalidDataException("It is longer than any snapshot.");
            }

            if (count == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(2L * bytes.Length, SnapshotFile.MostBytes + 1L));
            }
        }
    }
}
