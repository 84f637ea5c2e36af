using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using IpAccess.AspNetCore.Service;
using IpAccess.AspNetCore.Telemetry;
using IpAccess.Networks;

namespace IpAccess.AspNetCore.Deciding;

/// <summary>Asks the service about an unknown address of a user who is authenticated: a list that learns, or trusts by itself, may let it in.</summary>
internal sealed class ServiceCheck(ServiceConnection service, Alarms alarms, EnforcementMeter meter, TimeProvider clock)
{
    private const string Route = "v1/check";
    private const int LongestAnswer = 64 * 1024;

    /// <summary>Asks, and has the attempt recorded.</summary>
    /// <returns>Whether it may come in; null where the service did not say.</returns>
    public async Task<bool?> AskAsync(Address address, string? surface, string credential, string? userAgent, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ServiceConnection.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Route, UriKind.Relative))
            {
                Content = BodyOf(address, surface, credential, userAgent),
            };
            using var response = await service.SendAsync(request, either.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? Tell(await ReadAsync(response, either.Token))
                : Fail(FormattableString.Invariant($"it answered with the status {(int)response.StatusCode}"));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Fail(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Fail("it did not answer in time");
        }
    }

    private static ByteArrayContent BodyOf(Address address, string? surface, string credential, string? userAgent)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            ip = address.ToString(),
            surface,
            method = "http",
            authenticated = true,
            credential = ClientWords.Cut(credential, ClientWords.CredentialCharacters),
            user_agent = ClientWords.Cut(userAgent, ClientWords.UserAgentCharacters),
            record = true,
        });
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    // A failure of the service's own is none of ours: what the list in hand says is better than everybody.
    private static async Task<bool?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return answer.RootElement.GetProperty("reason").GetString() == Verdict.Failure.Reason
            ? null
            : answer.RootElement.GetProperty("allowed").GetBoolean();
    }

    private bool? Tell(bool? isAllowed)
    {
        if (isAllowed is not { } known)
        {
            return Fail("its own storage is away");
        }

        meter.Asked(known ? "allowed" : "blocked");
        return known;
    }

    private bool? Fail(string what)
    {
        meter.Asked("failed");
        alarms.Raise(Trouble.AskFailed, what);
        return null;
    }
}
