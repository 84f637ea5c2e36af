using IpAccess.AspNetCore.Attempts;
using IpAccess.AspNetCore.Deciding;
using IpAccess.AspNetCore.Telemetry;
using IpAccess.Networks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace IpAccess.AspNetCore.Endpoints;

/// <summary>Lets a request go on, or answers it: decides, counts and records. What goes on allocates nothing here.</summary>
internal sealed class Enforcement(
    LocalDecider decider,
    ServiceCheck service,
    PendingAttempts attempts,
    EnforcementMeter meter,
    TimeProvider clock,
    IOptions<IpAccessOptions> options)
{
    private readonly AccessMetadata unsaid = new(options.Value.Surface, IsExempt: false);
    private readonly IpAccessOptions options = options.Value;

    /// <summary>Whether the request may go on; where it may not, it has been answered. A request is decided once on a surface.</summary>
    /// <param name="said">What its endpoint says; null for nothing.</param>
    public ValueTask<bool> EnforceAsync(HttpContext context, IAccessMetadata? said)
    {
        said ??= unsaid;
        if (said.IsExempt || HasPassed(context, said))
        {
            return new(true);
        }

        var (address, surface) = (AddressOf(context), said.Surface ?? options.Surface);
        var verdict = decider.Decide(address, surface);
        if (verdict.MayAsk && CredentialOf(context) is { } credential && context.User.Identity is { IsAuthenticated: true })
        {
            return AskAsync(context, said, address, surface, credential, verdict);
        }

        Record(context, address, surface, verdict);
        if (verdict.IsAllowed)
        {
            context.Features.Set(said);
            return new(true);
        }

        return AnswerAsync(context, verdict, address);
    }

    /// <summary>Whether a user may do something that asks for this surface, without answering the request.</summary>
    /// <param name="isLasting">Whether the request goes on for long, so that it does not count that it was let in once.</param>
    public async ValueTask<bool> IsLetInAsync(HttpContext context, string? surface, bool isLasting)
    {
        var said = surface is null ? unsaid : new AccessMetadata(surface, IsExempt: false);
        if (!isLasting && HasPassed(context, said))
        {
            return true;
        }

        var address = AddressOf(context);
        var verdict = decider.Decide(address, said.Surface);
        if (verdict.MayAsk && CredentialOf(context) is { } credential && context.User.Identity is { IsAuthenticated: true }
            && await service.AskAsync(address, said.Surface, credential, context.Request.Headers.UserAgent, context.RequestAborted) is { } isAllowed)
        {
            Count(isAllowed ? Verdict.Asked : verdict);
            return isAllowed;
        }

        Record(context, address, said.Surface, verdict);
        return verdict.IsAllowed;
    }

    private static Address AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } peer ? Address.From(peer) : default;

    private string? CredentialOf(HttpContext context) => options.Credential?.Invoke(context) is { Length: > 0 } credential ? credential : null;

    private bool HasPassed(HttpContext context, IAccessMetadata said) =>
        context.Features.Get<IAccessMetadata>() is { } passed
        && (ReferenceEquals(passed, said) || string.Equals(passed.Surface ?? options.Surface, said.Surface ?? options.Surface, StringComparison.Ordinal));

    private async ValueTask<bool> AskAsync(
        HttpContext context, IAccessMetadata said, Address address, string? surface, string credential, Verdict local)
    {
        var isAllowed = await service.AskAsync(address, surface, credential, context.Request.Headers.UserAgent, context.RequestAborted);
        if (isAllowed is null)
        {
            Record(context, address, surface, local);
        }
        else
        {
            // The service has recorded it.
            Count(isAllowed.Value ? Verdict.Asked : local);
        }

        if (isAllowed == true)
        {
            context.Features.Set(said);
            return true;
        }

        return await AnswerAsync(context, local, address);
    }

    private async ValueTask<bool> AnswerAsync(HttpContext context, Verdict verdict, Address address)
    {
        await (verdict.IsKnown ? BlockedAnswer.WriteAsync(context, options.BlockedResponse, address) : UnavailableAnswer.WriteAsync(context));
        return false;
    }

    private void Count(in Verdict verdict) => meter.Decided(verdict.Reason, verdict.IsAllowed);

    // An attempt of nobody knows whom can not be told.
    private void Record(HttpContext context, Address address, string? surface, in Verdict verdict)
    {
        Count(verdict);
        if (options.RecordAttempts && !address.IsNone)
        {
            var at = verdict.At ?? clock.GetUtcNow().ToUnixTimeSeconds();
            attempts.Add(new(address, surface), verdict.IsAllowed, verdict.RuleId, CredentialOf(context), context.Request.Headers.UserAgent, at);
        }
    }
}
